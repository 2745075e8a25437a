//! The mail of the story: people, words and days, as people and hiring systems write them.

use heardback_core::moment::Time;

use super::at;

/// Somebody with a mailbox at the host.
#[derive(Debug, Clone, Copy)]
pub struct Somebody {
    pub name: &'static str,
    pub address: &'static str,
}

pub const OWNER: Somebody = Somebody {
    name: "Sam Okafor",
    address: "sam@mailbox.example",
};
pub const DANA: Somebody = Somebody {
    name: "Dana Reyes",
    address: "dana.reyes@juniperfreight.example",
};
pub const PRIYA: Somebody = Somebody {
    name: "Priya Nair",
    address: "priya.nair@juniperfreight.example",
};
pub const TOM: Somebody = Somebody {
    name: "Tom Becker",
    address: "tom.becker@juniperfreight.example",
};
pub const ALDER: Somebody = Somebody {
    name: "Alder Energy Recruiting",
    address: "no-reply@alderenergy.example",
};
const NEWS: Somebody = Somebody {
    name: "The Data Letter",
    address: "news@dataletter.example",
};
const ALERTS: Somebody = Somebody {
    name: "JobBoard Alerts",
    address: "alerts@jobboard.example",
};
const FRIEND: Somebody = Somebody {
    name: "Lena Fischer",
    address: "lena@friends.example",
};

/// Everybody whose mail the host keeps.
pub const EVERYBODY: [Somebody; 8] = [OWNER, DANA, PRIYA, TOM, ALDER, NEWS, ALERTS, FRIEND];

/// A mail of the story.
#[derive(Debug, Clone, Copy)]
pub struct Letter {
    pub from: Somebody,
    pub subject: &'static str,
    pub text: &'static str,
    /// Header fields of the program that wrote it.
    pub headers: &'static [(&'static str, &'static str)],
}

/// Monday morning.
pub fn begins() -> Time {
    at("2026-03-02T08:30:00Z")
}

/// What lies in the mailbox when heardback is first started: mail, mailbox, instant.
pub fn earlier() -> [(Letter, &'static str, Time); 6] {
    [
        (APPLICATION, "Sent", at("2026-02-24T18:02:00Z")),
        (CONFIRMED, "INBOX", at("2026-02-25T09:11:00Z")),
        (ALDER_CONFIRMED, "INBOX", at("2026-02-26T20:45:00Z")),
        (LUNCH, "INBOX", at("2026-02-27T12:20:00Z")),
        (NEWSLETTER, "INBOX", at("2026-02-28T06:00:00Z")),
        (ALERT, "INBOX", at("2026-03-01T07:30:00Z")),
    ]
}

pub const BY_HAND: &[(&str, &str)] = &[("User-Agent", "Mozilla Thunderbird")];
const BY_SYSTEM: &[(&str, &str)] = &[("Auto-Submitted", "auto-generated")];
const BY_LIST: &[(&str, &str)] = &[
    ("List-Unsubscribe", "<https://dataletter.example/leave>"),
    ("Precedence", "bulk"),
];

pub const APPLICATION: Letter = Letter {
    from: OWNER,
    subject: "Application for the Data Analyst position",
    text: "Dear Dana Reyes,\n\nI would like to apply for the Data Analyst position at Juniper Freight. You will find my CV \
           attached.\n\nKind regards,\nSam Okafor\n",
    headers: BY_HAND,
};

pub const CONFIRMED: Letter = Letter {
    from: DANA,
    subject: "Your application for Data Analyst at Juniper Freight",
    text: "Dear Sam,\n\nThank you for applying for the Data Analyst position at Juniper Freight. We have received your \
           application and will review it over the next days.\n\nKind regards,\nDana Reyes\nTalent Acquisition, Juniper \
           Freight\n",
    headers: BY_HAND,
};

const ALDER_CONFIRMED: Letter = Letter {
    from: ALDER,
    subject: "We have received your application: Reporting Analyst at Alder Energy",
    text: "Dear Sam,\n\nThank you for applying for the position of Reporting Analyst at Alder Energy. We have received your \
           application and will be in touch once we have reviewed it.\n\nAlder Energy Recruiting\n\nThis is an automated \
           message. Please do not reply to it.\n",
    headers: BY_SYSTEM,
};

pub const LUNCH: Letter = Letter {
    from: FRIEND,
    subject: "Lunch on Sunday?",
    text: "Hi Sam,\n\nwe are back from Lisbon and would love to see you. Lunch on Sunday, our place, one o'clock? Bring \
           nothing but stories.\n\nLena\n",
    headers: BY_HAND,
};

pub const NEWSLETTER: Letter = Letter {
    from: NEWS,
    subject: "The Data Letter #118: window functions, slowly",
    text: "This week in The Data Letter:\n\n* Window functions, slowly\n* Why your dashboard is empty on Mondays\n* Five \
           open data sets about rivers\n\nYou receive this newsletter because you signed up. Unsubscribe: \
           https://dataletter.example/leave\n",
    headers: BY_LIST,
};

pub const ALERT: Letter = Letter {
    from: ALERTS,
    subject: "12 new jobs for “data analyst” in Bristol",
    text: "Your job alert: data analyst, Bristol\n\nSenior Data Analyst - Tidewater Bank - Bristol\nBI Developer - Moss & \
           Partners - Bath\nData Analyst - Severn Water - Bristol\n\nSee all 12 jobs: https://jobboard.example/alerts/9\n\
           Unsubscribe from this alert: https://jobboard.example/leave\n",
    headers: BY_LIST,
};

pub const INVITATION: Letter = Letter {
    from: DANA,
    subject: "Interview for the Data Analyst position at Juniper Freight",
    text: "Dear Sam,\n\nThank you for your patience. We enjoyed reading your application for the Data Analyst position and \
           would like to invite you to an interview.\n\nWhen: Thursday, 5 March 2026, 14:00 to 15:00 (London time)\n\
           Where: our office, 12 Wharf Road, Bristol\n\nYou will meet Priya Nair, Head of Data \
           (priya.nair@juniperfreight.example), and Tom Becker, Lead Analyst (tom.becker@juniperfreight.example).\n\nPlease \
           let me know whether this time suits you.\n\nKind regards,\nDana Reyes\nTalent Acquisition, Juniper Freight\n",
    headers: BY_HAND,
};

/// What Sam answers to the debrief reminder.
pub const NOTES: &str = "Priya Nair: we talked about moving the warehouse reports into one shared database.\n\
    Tom Becker: he told me about the night shift that reads the reports at five in the morning.\n\
    They will let me know by Friday, 13 March.";

/// The thing that was said to each, as it must turn up in that person's thank-you alone.
pub const SAID: [(Somebody, &str); 2] = [(PRIYA, "warehouse reports"), (TOM, "night shift")];

pub const ALDER_NO: Letter = Letter {
    from: ALDER,
    subject: "Your application: Reporting Analyst at Alder Energy",
    text: "Dear Sam,\n\nThank you for your interest in the position of Reporting Analyst at Alder Energy. After careful \
           consideration we regret to inform you that we will not be moving forward with your application.\n\nWe wish you \
           all the best in your job search.\n\nAlder Energy Recruiting\n\nThis is an automated message. Please do not reply \
           to it.\n",
    headers: BY_SYSTEM,
};

pub const NO: Letter = Letter {
    from: DANA,
    subject: "Your interview for the Data Analyst position",
    text: "Dear Sam,\n\nThank you again for taking the time to meet Priya and Tom. It was a close decision, but we regret to \
           inform you that we have decided to move forward with another candidate for the Data Analyst position.\n\nWe wish \
           you all the best in your job search.\n\nKind regards,\nDana Reyes\nTalent Acquisition, Juniper Freight\n",
    headers: BY_HAND,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_of_the_story_is_one() {
        assert!(earlier().iter().all(|(_, _, at)| *at < begins()));
    }
}
