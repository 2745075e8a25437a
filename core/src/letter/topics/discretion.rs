//! What a letter does not repeat: money, complaints, feelings, other people, other companies.

use std::sync::LazyLock;

use regex::Regex;

use crate::letter::tongue::Tongue;

/// Names that must not stand in the sentence.
#[derive(Debug, Clone, Default)]
pub(in crate::letter) struct Discretion {
    /// Other people and companies, by the words of their names.
    pub others: Vec<String>,
    /// Whose letter it is: "Ana's team" is "your team".
    pub reader: Vec<String>,
}

static INDISCREET: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    let english = "salar(?:y|ies)|compensation|wages?|bonus(?:es)?|remuneration|benefits|pay (?:rise|cut|band|range|scale|gap)|\\d+ ?k\\b|raise|earns?|budget cuts?|equity|stock options|\
        tired|angry|annoyed|stressed|nervous|exhausted|bored|boring|awkward|rude|arrogant|strange|weird|odd|sad|drunk|hungover|crying|cried|\
        hates?|hated|complain\\w*|gossip\\w*|rant\\w*|moan\\w*|blam\\w+|ignor\\w+|nobody|no one|no-one|never|fail\\w*|useless|terrible|awful|horrible|bad|worse|worst|messy?|chaos|chaotic|disaster|\
        broken|stupid|idiot\\w*|toxic|politics|political|unfair|underpaid|understaffed|overworked|burn(?:ed|t)?-?\\s?out|struggl\\w+|laid off|lay-?offs?|fired|quit|quits|resign\\w*|sacked|lawsuit|sued|court|\
        divorc\\w+|pregnan\\w+|maternity|paternity|married|marriage|wife|husband|girlfriend|boyfriend|kids?|children|daughter|son|ill|sick\\w*|cancer|health|religio\\w+|(?:his|her|their|my) church|goes to church|\
        old|young|age|ugly|pretty|attractive|fat|secret\\w*|confidential\\w*|between us|off the record|not public|don't tell|nda|predecessor|leaving|left the company|\
        other candidates?|competitors?|bankrupt\\w*|losing|lost|debt|insolven\\w+|boss|unhappy|unclear|confus\\w+|problem with|my nerves|nervousness|blanked|stumbled|badly|embarrass\\w*|wrong|mistakes?|silly|cats?|dogs?|weather|traffic jam|lunch|insert\\w*|todo|tbd|left my (?:last|previous)|my last job|weakness\\w*|gap in my|budget problems?|drivers? shortage|how old|off work|notice period|start date|holidays?|vacation|annual leave|my visa";
    let german = "gehalt\\w*|lohn\\w*|bonus|verdien\\w+|müde|genervt|gestresst|nervös|wütend|langweilig\\w*|komisch\\w*|arrogant\\w*|unfreundlich\\w*|hasst|klagt\\w*|beklagt\\w*|beschwert\\w*|jammert\\w*|schimpft\\w*|lästert\\w*|\
        niemand|keiner|nie|schlecht\\w*|schlimm\\w*|chaos|chaotisch\\w*|katastrophe|kaputt|dumm\\w*|unfair|unterbesetzt|überlastet|entlassen\\w*|entlassung\\w*|gekündigt|kündigung\\w*|krank\\w*|schwanger\\w*|scheidung|geschieden|\
        verheiratet|kinder|tochter|sohn|ehe\\w*|kirche|alter|alt|jung|geheim\\w*|vertraulich\\w*|unter uns|vorgänger\\w*|andere bewerber|konkurrenz|pleite|insolven\\w+|chef|verloren|unzufrieden\\w*|fehler|falsch|peinlich|wetter|katzen?|hund|mittagessen|urlaub\\w*|kündigungsfrist|geklagt";
    let french = "salaires?|rémunération|prime|fatiguée?|énervée?|stressée?|ennuyeux|bizarre|arrogante?|déteste|plaint\\w*|plaign\\w+|râle\\w*|personne ne|jamais|mauvais\\w*|pire|chaos|catastrophe|cassée?s?|bête|injuste|surchargée?s?|\
        licenci\\w+|viré\\w*|démission\\w*|malade|maladie|enceinte|divorc\\w+|mariée?|enfants?|fille|fils|église|âge|vieux|vieille|jeune|secret\\w*|confidentiel\\w*|entre nous|prédécesseur|autres candidats?|concurren\\w+|faillite|chef|perdu\\w*|erreurs?|chats?|chien|vacances|congés|préavis";
    let spanish = "salarios?|sueldos?|remuneración|bonus|cansad[oa]|enfadad[oa]|estresad[oa]|aburrid[oa]|rar[oa]|arrogante|odia|quej\\w+|nadie|nunca|mal[oa]?s?|peor|caos|desastre|rot[oa]s?|tont[oa]|injust[oa]|despid\\w+|despedid\\w+|\
        dimit\\w+|enferm\\w+|embarazada|divorci\\w+|casad[oa]|hij[oa]s?|niños|iglesia|edad|viej[oa]|joven|secret\\w+|confidencial\\w*|entre nosotros|predecesor\\w*|otros candidatos|competencia|quiebra|jef[ea]|perd\\w+|errores|error|gatos?|perros?|vacaciones|preaviso";
    [english, german, french, spanish].map(|words| Regex::new(&format!("(?i)(?:^|[^\\p{{L}}])(?:{words})(?:$|[^\\p{{L}}])|[$€£]\\s?\\d|\\d\\s?[$€£]|https?://|@|[\\[\\]{{}}<>_]")).expect("the pattern is constant"))
});

impl Discretion {
    /// Whether these words may stand in a letter.
    pub fn allows(&self, words: &str, tongue: Tongue) -> bool {
        words.chars().any(char::is_alphabetic)
            && !is_indiscreet(words, tongue)
            && !self.names_others(words)
    }

    fn names_others(&self, words: &str) -> bool {
        let tokens: Vec<&str> = words
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .collect();
        self.others.iter().any(|name| {
            let parts: Vec<&str> = name
                .split_whitespace()
                .filter(|p| p.chars().count() > 2 && p.starts_with(char::is_uppercase))
                .collect();
            parts.iter().any(|part| tokens.contains(part))
        })
    }
}

/// Whether a remark says of itself that it stays in the room.
pub(super) fn is_secret(remark: &str) -> bool {
    static SECRET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:confidential\w*|off the record|between us|secret\w*|not public|not announced|don['’]t tell|must not tell|under nda|vertraulich\w*|geheim\w*|unter uns|confidentiel\w*|entre nous|confidencial\w*|entre nosotros)\b").expect("the pattern is constant")
    });
    SECRET.is_match(remark)
}

/// Whether words say what a letter does not repeat.
pub(super) fn is_indiscreet(words: &str, tongue: Tongue) -> bool {
    // "the old dispatch system", "young talent": of things and programmes there is nothing indiscreet in it.
    static THINGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:old|bad|wrong|broken|lost|ill)\s+(?:\p{L}+\s+)?(?:systems?|software|mainframe|data|code|catalogues?|catalogs?|warehouse|building|bridges?|archive|records?|debts?|loans?|parts?|books?|maps?|machines?|plant|tracks?)\b|\b(?:age of|old town|children['’]s|young people|mental health|public health|health (?:care|system|records?)|patient health|court (?:records?|filings?)|error (?:budgets?|rates?|handling)|fault|fail-?over|failure (?:modes?|analysis|rates?)|sick bay|lost luggage|lost property|churches|benefits administration|payroll|wage types?|salary bands? software)\b").expect("the pattern is constant")
    });
    let [english, german, french, spanish] = &*INDISCREET;
    let pattern = match tongue {
        Tongue::English => english,
        Tongue::German => german,
        Tongue::French => french,
        Tongue::Spanish => spanish,
    };
    pattern.is_match(&THINGS.replace_all(words, "thing"))
}

/// Without what stands in brackets and quotation marks' edges.
pub(super) fn without_asides(remark: &str) -> String {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]").expect("the pattern is constant")
    });
    let plain = ASIDE.replace_all(remark, "");
    plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" ,", ",")
}
