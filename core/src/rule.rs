//! The rules of etiquette by id, and the actions they lead to.

use serde::{Deserialize, Serialize};

use crate::reading::names;

names! {
    /// A rule of etiquette: the id that reminders, `why`, logs and tests name it by.
    Rule {
        P1 = "P1", P2 = "P2",
        T1 = "T1", T2 = "T2", T3 = "T3", T4 = "T4", T5 = "T5", T6 = "T6", T7 = "T7", T8 = "T8",
        C1 = "C1",
        W1 = "W1", W2 = "W2", W3 = "W3", W4 = "W4", W5 = "W5", W6 = "W6", W7 = "W7",
        F1 = "F1", F2 = "F2", F3 = "F3",
        M1 = "M1", M2 = "M2",
        R1 = "R1", R2 = "R2", R3 = "R3", R4 = "R4",
        O1 = "O1",
        S1 = "S1", S2 = "S2",
        L1 = "L1", L2 = "L2", L3 = "L3", L4 = "L4", L5 = "L5", L6 = "L6", L7 = "L7", L8 = "L8", L9 = "L9", L10 = "L10",
        /// Not of the etiquette: a promise of safety (approval, sending, doubt about a reading).
        Safety = "SAFETY",
    }
}

names! {
    /// What a reminder is about (COMMANDS.md, `replay --json`).
    Action {
        Prepare = "prepare",
        AnswerInvitation = "answer_invitation",
        Debrief = "debrief",
        ThankYou = "thank_you",
        Connect = "connect",
        FollowUp = "follow_up",
        Material = "material",
        Promise = "promise",
        RejectionReply = "rejection_reply",
        StayInTouch = "stay_in_touch",
        Offer = "offer",
        WithdrawOthers = "withdraw_others",
        Digest = "digest",
        Question = "question",
    }
}

impl Rule {
    /// The rule in one sentence, as a reminder says it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Rule::P1 => "Arrive prepared to follow up.",
            Rule::P2 => "An invitation wants an answer.",
            Rule::T1 => "Make notes as soon as you are home.",
            Rule::T2 => "Thank everyone, within a day.",
            Rule::T3 => "Be personal: name something that was said.",
            Rule::T4 => "Say why you fit.",
            Rule::T5 => "Put a bad answer right, briefly.",
            Rule::T6 => "Every round again.",
            Rule::T7 => "Late is told, not hidden.",
            Rule::T8 => "A card is a touch more.",
            Rule::C1 => "Connect with the people you met.",
            Rule::W1 => "Respect their timeframe.",
            Rule::W2 => "No time given: wait a week.",
            Rule::W3 => "Asked to wait, wait.",
            Rule::W4 => "Never too often.",
            Rule::W5 => "One follow-up.",
            Rule::W6 => "A new date is the date.",
            Rule::W7 => "Silence means nothing.",
            Rule::F1 => "Follow up when the time has passed.",
            Rule::F2 => "The way they like it.",
            Rule::F3 => "Stop at once when they answer.",
            Rule::M1 => "Send what they asked for, punctually.",
            Rule::M2 => "Keep your own promises.",
            Rule::R1 => "Do not disappear when rejected.",
            Rule::R2 => "Never argue.",
            Rule::R3 => "Only where a person is there.",
            Rule::R4 => "Stay in touch.",
            Rule::O1 => "Nobody forgotten after an offer.",
            Rule::S1 => "Do not give up on other opportunities.",
            Rule::S2 => "Make it a habit.",
            Rule::L1 => "Spelling and grammar are right.",
            Rule::L2 => "No gap, placeholder or template mark is left.",
            Rule::L3 => "Short.",
            Rule::L4 => "Right person, right company.",
            Rule::L5 => "No pay, no benefits, unless they asked.",
            Rule::L6 => "Polite, never pushy.",
            Rule::L7 => "A reply to a rejection asks for no reasons.",
            Rule::L8 => "Thanks and interest are in it.",
            Rule::L9 => "On topic.",
            Rule::L10 => "Fits its recipient alone.",
            Rule::Safety => "Nothing leaves, and nothing is decided, without your word.",
        }
    }
}
