//! `Authentication-Results` after RFC 8601: only the topmost, only of the owner's own server, read strictly.

use crate::id::Person;
use crate::mail::Mail;
use crate::matching::Authentication;
use crate::matching::shared::registrable;

/// B2: does the topmost Authentication-Results, stamped by `own`, say that the sender's domain vouches for it:
/// `dmarc=pass` for it, or `dkim=pass` with a `header.d` in relaxed alignment (RFC 7489 §3.1.1: the same organisational
/// domain after the public suffix list)?
#[must_use]
pub fn passes_for(mail: &Mail, own: &str, from: &Person) -> bool {
    let Some(domain) = from.email.as_ref().map(|a| a.domain().to_owned()) else {
        return false;
    };
    let Some(results) = mail.header("Authentication-Results").and_then(parse) else {
        return false;
    };
    if !results.authserv_id.eq_ignore_ascii_case(own) {
        return false;
    }
    let failed = results
        .outcomes
        .iter()
        .any(|r| r.method == "dmarc" && r.result != "pass");
    !failed
        && results.outcomes.iter().any(|r| match r.method.as_str() {
            "dmarc" => r.result == "pass" && said(r, "header.from").all(|d| d == domain),
            "dkim" => {
                let mut signers = said(r, "header.d");
                r.result == "pass"
                    && signers.next().is_some_and(|d| aligned(&d, &domain))
                    && signers.next().is_none()
            }
            _ => false,
        })
}

/// Every value of a property: a second one contradicts the first, and is not overlooked.
fn said<'a>(outcome: &'a Outcome, name: &'a str) -> impl Iterator<Item = String> + 'a {
    outcome
        .properties
        .iter()
        .filter(move |(n, _)| n == name)
        .map(|(_, value)| value.to_ascii_lowercase())
}

/// Both belong to one organisation: `mail.owner.example` signs for `owner.example`, `co.uk` for nobody.
fn aligned(signer: &str, domain: &str) -> bool {
    signer == domain || registrable(signer).is_some_and(|org| Some(org) == registrable(domain))
}

/// The name under which the topmost Authentication-Results was stamped; nothing where there is none that can be read.
#[must_use]
pub fn authserv_id(mail: &Mail) -> Option<String> {
    let results = mail.header("Authentication-Results").and_then(parse)?;
    Some(results.authserv_id)
}

/// What the receiving server says of a mail of the world's; whose field it is cannot be known without B2's setting. A
/// server may stamp several: all of the topmost's name count, down to the first of another name. A pass counts where it
/// vouches for the From domain (RFC 7489 §3.1: relaxed alignment), a failed DMARC outweighs everything.
#[must_use]
pub fn authentication_of(mail: &Mail) -> Authentication {
    let mut fields = mail.headers("Authentication-Results").map(parse);
    let Some(Some(topmost)) = fields.next() else {
        return Authentication::Silent;
    };
    let own = topmost.authserv_id.clone();
    let more = fields
        .map_while(|field| field.filter(|f| f.authserv_id.eq_ignore_ascii_case(&own)))
        .flat_map(|field| field.outcomes);
    let outcomes: Vec<Outcome> = topmost.outcomes.into_iter().chain(more).collect();
    let domains: Vec<&str> = mail
        .from
        .iter()
        .filter_map(|p| p.email.as_ref())
        .map(|address| address.domain())
        .collect();
    let vouches =
        |signer: &str| !domains.is_empty() && domains.iter().all(|domain| aligned(signer, domain));
    let said = |method: &str, result: &str| {
        outcomes
            .iter()
            .any(|o| o.method == method && o.result == result)
    };
    let signed = outcomes.iter().any(|o| {
        let mut signers = signers(o).peekable();
        o.method == "dkim"
            && o.result == "pass"
            && signers.peek().is_some()
            && signers.all(|signer| vouches(&signer))
    });
    let agreed = outcomes.iter().any(|o| {
        o.method == "dmarc"
            && o.result == "pass"
            && !domains.is_empty()
            && self::said(o, "header.from").all(|from| vouches(&from))
    });
    if said("dmarc", "fail") || (said("dkim", "fail") && !signed && !agreed && said("spf", "fail"))
    {
        Authentication::Fail
    } else if signed || agreed {
        Authentication::Pass
    } else {
        Authentication::Silent
    }
}

/// Who signed: `header.d`, else the domain of `header.i`.
fn signers(outcome: &Outcome) -> impl Iterator<Item = String> + '_ {
    let names_domain = said(outcome, "header.d").next().is_some();
    let name = if names_domain { "header.d" } else { "header.i" };
    said(outcome, name).map(|value| match value.rsplit_once('@') {
        Some((_, domain)) => domain.to_owned(),
        None => value,
    })
}

/// One header field, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Results {
    authserv_id: String,
    outcomes: Vec<Outcome>,
}

/// One `method=result` with its properties.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Equals,
    Semicolon,
}

/// `None` for whatever is not of the grammar of RFC 8601 §2.2.
fn parse(value: &str) -> Option<Results> {
    let tokens = tokens(value)?;
    let mut parts = tokens.split(|t| *t == Token::Semicolon);
    let authserv_id = match parts.next()? {
        [Token::Word(id)] | [Token::Quoted(id)] => id.clone(),
        [Token::Word(id), Token::Word(version)] if version.bytes().all(|b| b.is_ascii_digit()) => {
            id.clone()
        }
        _ => return None,
    };
    let mut outcomes = Vec::new();
    for part in parts {
        match part {
            [] => {}
            [Token::Word(none)] if none.eq_ignore_ascii_case("none") => {}
            _ => outcomes.push(outcome(part)?),
        }
    }
    Some(Results {
        authserv_id,
        outcomes,
    })
}

fn outcome(part: &[Token]) -> Option<Outcome> {
    let [
        Token::Word(method),
        Token::Equals,
        Token::Word(result),
        rest @ ..,
    ] = part
    else {
        return None;
    };
    // "dkim/1" names a version of the method.
    let method = method.split('/').next()?.to_ascii_lowercase();
    let mut outcome = Outcome {
        method,
        result: result.to_ascii_lowercase(),
        properties: Vec::new(),
    };
    let mut rest = rest;
    while let [
        Token::Word(name),
        Token::Equals,
        Token::Word(value) | Token::Quoted(value),
        after @ ..,
    ] = rest
    {
        outcome
            .properties
            .push((name.to_ascii_lowercase(), value.clone()));
        rest = after;
    }
    rest.is_empty().then_some(outcome)
}

/// Comments (nested, with quoted pairs) and folding white space fall away; an unclosed one is no header.
fn tokens(value: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' => {}
            ';' => out.push(Token::Semicolon),
            '=' => out.push(Token::Equals),
            '(' => {
                let mut depth = 1;
                while depth > 0 {
                    match chars.next()? {
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        '\\' => {
                            chars.next()?;
                        }
                        _ => {}
                    }
                }
            }
            '"' => {
                let mut text = String::new();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => text.push(chars.next()?),
                        other => text.push(other),
                    }
                }
                out.push(Token::Quoted(text));
            }
            c if c.is_ascii_graphic() && !matches!(c, ')' | '<' | '>' | ',') => {
                let mut word = c.to_string();
                while let Some(next) = chars.peek().copied().filter(|n| {
                    n.is_ascii_graphic()
                        && !matches!(n, ';' | '=' | '(' | ')' | '"' | '<' | '>' | ',')
                }) {
                    word.push(next);
                    chars.next();
                }
                out.push(Token::Word(word));
            }
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{authentication_of, passes_for};
    use crate::id::{Address, Person};
    use crate::mail::parse;
    use crate::matching::Authentication;

    fn check(results: &str, passes: bool) {
        let raw =
            format!("Authentication-Results: {results}\r\nFrom: sam@mail.owner.co.uk\r\n\r\n");
        let from = Person {
            name: None,
            email: Address::new("sam@mail.owner.co.uk"),
        };
        let found = passes_for(&parse(raw.as_bytes()), "mx.owner.example", &from);
        assert_eq!(found, passes, "{results}");
    }

    #[test]
    fn a_signature_counts_where_its_domain_belongs_to_the_owners_organisation() {
        check(
            "mx.owner.example; dkim=pass header.d=mail.owner.co.uk",
            true,
        );
        check("mx.owner.example; dkim=pass header.d=owner.co.uk", true);
        check(
            "mx.owner.example; dkim=pass header.d=news.owner.co.uk",
            true,
        );
        check("mx.owner.example; dkim=pass header.d=co.uk", false);
        check("mx.owner.example; dkim=pass header.d=uk", false);
        check("mx.owner.example; dkim=pass header.d=other.co.uk", false);
        check(
            "mx.owner.example; dkim=pass header.d=owner.co.uk.evil.example",
            false,
        );
        check(
            "mx.owner.example; dkim=pass header.d=evilowner.co.uk",
            false,
        );
        check(
            "mx.owner.example; dkim=pass header.d=other.example header.d=owner.co.uk",
            false,
        );
        check(
            "mx.owner.example; dkim=pass header.d=owner.co.uk header.d=other.example",
            false,
        );
        check("mx.owner.example; dkim=pass header.d=\"\"", false);
        check("mx.owner.example; dkim=pass", false);
    }

    #[test]
    fn a_comment_hides_what_it_holds_to_its_own_end_however_deep() {
        let pass = "dkim=pass header.d=owner.co.uk";
        check(&format!("mx.owner.example; (a(b)c) {pass}"), true);
        check(&format!("mx.owner.example; (a((b)(c))) {pass}"), true);
        check(&format!("mx.owner.example; (a \\) b) {pass}"), true);
        check(&format!("mx.owner.example; (a(b) {pass})"), false);
        check(&format!("mx.owner.example; ((a) ; {pass} )"), false);
        check(&format!("mx.owner.example; (a(b)c)) {pass}"), false);
        check(&format!("mx.owner.example; (a {pass}"), false);
        check(&format!("mx.owner.example; \"{pass}\""), false);
        check(&format!("mx.owner.example 1; {pass}"), true);
        check(&format!("mx.owner.example v1; {pass}"), false);
        check(&format!("other.example; {pass}"), false);
        check("mx.owner.example; dkim=fail header.d=owner.co.uk", false);
        check(
            "mx.owner.example; spf=pass smtp.mailfrom=owner.co.uk",
            false,
        );
        check("mx.owner.example; dkim/1=pass header.d=owner.co.uk", true);
    }

    #[test]
    fn a_second_author_domain_in_a_verdict_is_not_overlooked() {
        check(
            "mx.owner.example; dmarc=pass header.from=mail.owner.co.uk",
            true,
        );
        check(
            "mx.owner.example; dmarc=pass header.from=mail.owner.co.uk header.from=evil.example",
            false,
        );
        check(
            "mx.owner.example; dmarc=fail; dkim=pass header.d=owner.co.uk",
            false,
        );
    }

    /// What a mail of Dana's shows for these fields, topmost first.
    fn shows(fields: &[&str], expected: Authentication) {
        let stamped: String = fields
            .iter()
            .map(|f| format!("Authentication-Results: {f}\r\n"))
            .collect();
        let raw = format!("{stamped}From: Dana <dana@mail.northwind.example>\r\n\r\n");
        let found = authentication_of(&parse(raw.as_bytes()));
        assert_eq!(found, expected, "{fields:?}");
    }

    #[test]
    fn a_signature_of_another_organisation_vouches_for_nobody() {
        use Authentication::{Fail, Pass, Silent};
        shows(
            &["mx.a.example; dkim=pass header.d=northwind.example"],
            Pass,
        );
        shows(
            &["mx.a.example; dkim=pass header.i=@northwind.example"],
            Pass,
        );
        shows(&["mx.a.example; dkim=pass header.d=evil.example"], Silent);
        shows(&["mx.a.example; dkim=pass"], Silent);
        shows(
            &[
                "mx.a.example; dkim=pass header.d=evil.example; dkim=pass header.d=northwind.example",
            ],
            Pass,
        );
        shows(
            &[
                "mx.a.example; dkim=fail header.d=northwind.example; dkim=pass header.d=evil.example; spf=fail",
            ],
            Fail,
        );
        shows(
            &["mx.a.example; dmarc=pass header.from=northwind.example"],
            Pass,
        );
        shows(
            &["mx.a.example; dmarc=pass header.from=evil.example"],
            Silent,
        );
    }

    #[test]
    fn a_failed_dmarc_in_a_second_field_of_the_same_server_counts() {
        use Authentication::{Fail, Pass, Silent};
        let spf = "mx.a.example; spf=none smtp.mailfrom=evil.example";
        let fail = "mx.a.example; dmarc=fail header.from=northwind.example";
        let signed = "mx.a.example; dkim=pass header.d=northwind.example";
        shows(&[spf, fail], Fail);
        shows(&[spf, "MX.A.example; dmarc=fail"], Fail);
        shows(&[signed, fail], Fail);
        shows(&[spf, signed], Pass);
        // Below another's field anything may have been written by the sender.
        shows(&[spf, "mx.b.example; spf=pass", signed], Silent);
        shows(&[spf, "mx.b.example; spf=pass", fail], Silent);
        shows(&[spf, "no field; at = all =", signed], Silent);
    }
}
