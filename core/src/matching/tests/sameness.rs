//! When two names are one, and whose a domain is.

use super::*;

#[test]
fn companies_are_the_same_whatever_stands_around_their_names() {
    let same = |a: &str, b: &str| {
        assert!(
            same_company(a, b),
            "{a} / {b}: {} / {}",
            normal_company(a),
            normal_company(b)
        )
    };
    let other = |a: &str, b: &str| assert!(!same_company(a, b), "{a} / {b}");
    same("Northwind Traders", "Northwind Traders, Inc.");
    same("Northwind", "Northwind Careers");
    same("Oakden Health @ icims", "Oakden Health");
    same("Northwind via Greenhouse", "NORTHWIND");
    same("Dana from Northwind", "Northwind Ltd");
    same("Müller & Söhne GmbH", "Mueller und Söhne");
    same("St Brendan's Hospital Group", "St. Brendan’s Hospital");
    same("The Odell Museum", "Odell Museum HR");
    same("International Business Machines", "IBM");
    same("Société Tourelle S.A.", "Societe Tourelle");
    same("Kettle Creek Engineering", "Kettle Creek");
    same("Careers at Brackwater Utilities", "Brackwater Utilities");
    same("Team Quarrystone", "Quarrystone");
    same("Recursos Humanos Mercado Central", "Mercado Central S.L.");
    same("Karriere Brandner Chemie", "Brandner Chemie AG");
    same("Modern Hire on behalf of Penhallow Bank", "Penhallow Bank");
    other("Northwind", "Northfield");
    other("HP", "HP Dental");
    other("EDF", "EDF Gymnastics");
    other("Workday", "Workday");
    other("", "");
    other("Juniper Freight", "Juniper Networks");
}

#[test]
fn roles_are_the_same_where_only_furniture_differs() {
    let same = |a: &str, b: &str| assert!(same_role(a, b), "{a} / {b}");
    let other = |a: &str, b: &str| assert!(!same_role(a, b), "{a} / {b}");
    same("Data Analyst", "data analyst");
    same("Data Analyst (m/w/d)", "Data Analyst");
    same("Data Analyst", "Data Analyst, Logistics");
    same("Sr. Software Engineer", "Senior Software Engineer");
    same("R-1187 Payroll Specialist", "Payroll Specialist");
    same("Product Designer - Berlin", "Product Designer");
    other("Data Analyst", "Senior Data Analyst");
    other("Data Analyst", "Payroll Data Analyst");
    assert!(similar_role("Data Analyst", "Payroll Data Analyst"));
    assert!(!similar_role("Data Analyst", "Senior Payroll Data Analyst"));
    other("Data Analyst", "Data Engineer");
    other("Engineer II", "Engineer III");
    other("Manager", "Product Manager");
    other("Software Engineer", "Software Engineer Intern");
    other("Buyer", "Planner");
}

#[test]
fn a_domain_is_named_after_its_company() {
    let named = |d: &str, c: &str| assert!(names::domain_names_company(d, c), "{d} / {c}");
    let not = |d: &str, c: &str| assert!(!names::domain_names_company(d, c), "{d} / {c}");
    named("halvorsenmills.example", "Halvorsen Mills");
    named("northwind-careers.example", "Northwind");
    named("kettlecreek.example", "Kettle Creek Engineering");
    named("halvorsen.example", "Halvorsen Mills");
    named("marlowandpine.example", "Marlow & Pine");
    named("hoelzer-soehne.example", "Hölzer & Söhne KG");
    named("calderrowe-hotels.example", "Calder & Rowe");
    named("bellariva.example", "Hotel Bellariva");
    not("hospital.example", "Sister Margaret Clare Hospital");
    not("northern-lights.example", "Northern Trust");
    not("north.example", "Northwind");
    not("hp-dental.example", "HP");
    not("mailbox.example", "Northwind");
}

#[test]
fn shared_domains_name_no_employer() {
    let own = |a: &str| shared::own_domain(&address(a));
    assert_eq!(
        own("dana@mail.northwind.example").as_deref(),
        Some("northwind.example")
    );
    for shared in [
        "a@gmail.com",
        "no-reply@us.greenhouse-mail.io",
        "x@hire.lever.co",
        "a@reply.linkedin.com",
    ] {
        assert_eq!(own(shared), None, "{shared}");
    }
    assert_eq!(own("a@notlever.co").as_deref(), Some("notlever.co"));
    let tenant = |a: &str| shared::tenant(&address(a));
    assert_eq!(
        tenant("halvorsen@myworkday.com").as_deref(),
        Some("myworkday.com/halvorsen")
    );
    assert_eq!(
        tenant("oakden+autoreply@talent.icims.com").as_deref(),
        Some("icims.com/oakden")
    );
    assert_eq!(
        tenant("no-reply@represso.teamtailor-mail.com").as_deref(),
        Some("teamtailor-mail.com/represso")
    );
    assert_eq!(tenant("no-reply@us.greenhouse-mail.io"), None);
    assert_eq!(tenant("dana@northwind.example"), None);
}

#[test]
fn customers_of_one_service_are_not_one_house() {
    let own = |a: &str| shared::own_domain(&address(a));
    for landlord in [
        "onmicrosoft.com",
        "zendesk.com",
        "freshdesk.com",
        "sendgrid.net",
        "amazonses.com",
        "salesforce.com",
    ] {
        let at = |below: &str| own(&format!("dana@{below}{landlord}"));
        assert_eq!(at("kettle."), Some(format!("kettle.{landlord}")));
        assert_eq!(at("mail.kettle."), at("kettle."));
        assert_ne!(at("kettle."), at("evil."));
        assert_eq!(at(""), Some(landlord.to_owned()));
        let other = format!("dana@not{landlord}");
        assert_eq!(own(&other), Some(format!("not{landlord}")));
    }
    for shared in ["dana@comcast.net", "dana@hotmail.it", "dana@tuta.com"] {
        assert_eq!(own(shared), None, "{shared}");
    }
    for vendor in ["softgarden.io", "zohorecruit.com", "hibob.com", "oleeo.com"] {
        let of = |customer: &str| address(&format!("no-reply@{customer}.{vendor}"));
        assert_eq!(shared::own_domain(&of("kettle")), None);
        assert_eq!(
            shared::tenant(&of("kettle")),
            Some(format!("{vendor}/kettle"))
        );
        assert!(shared::is_hiring_system(of("kettle").domain()));
    }
}
