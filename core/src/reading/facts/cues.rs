//! The words beside which facts stand, in four languages, found in one pass.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// The role stands before: "the Data Analyst position".
    RoleBefore,
    /// The role stands after, in capitals: "post of Production Editor", "applying for".
    RoleAfter,
    /// The role stands after a colon.
    RoleField,
    /// The gender mark of German titles, the role before it.
    RoleMark,
    /// The employer stands after, surely: "applying to".
    CompanyAfter,
    /// The employer may stand after: "at".
    CompanyMaybe,
    /// The employer stands before: "Recruiting Team".
    CompanyBefore,
    /// The employer stands after a colon.
    CompanyField,
    /// Someone else's vacancy: "our client".
    Client,
    /// A person who will be met stands after.
    Meeting,
    /// A person who will be met stands before.
    Met,
    /// The sender alone is met.
    OnlyMe,
    Video,
    Phone,
    Onsite,
    Booking,
    Decline,
}

/// Where a cue stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub cue: Cue,
    pub from: usize,
    pub to: usize,
}

struct Table {
    automaton: AhoCorasick,
    cues: Vec<Cue>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut cues = Vec::new();
    for (cue, list) in WORDS {
        for word in *list {
            words.push(*word);
            cues.push(*cue);
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("the table is small and fixed");
    Table { automaton, cues }
});

/// All cues of a lower-case text, on whole words, in order of their start.
pub fn find(low: &str) -> Vec<Hit> {
    let table = &*TABLE;
    let mut hits = Vec::new();
    for found in table.automaton.find_overlapping_iter(low) {
        let (from, to) = (found.start(), found.end());
        if !whole(low, from, to) {
            continue;
        }
        if let Some(cue) = table.cues.get(found.pattern().as_usize()) {
            hits.push(Hit {
                cue: *cue,
                from,
                to,
            });
        }
    }
    hits.sort_by_key(|hit| (hit.from, std::cmp::Reverse(hit.to), hit.cue));
    hits
}

/// Neither end cuts a word.
pub fn whole(low: &str, from: usize, to: usize) -> bool {
    let (Some(before), Some(word), Some(after)) =
        (low.get(..from), low.get(from..to), low.get(to..))
    else {
        return false;
    };
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let cuts_start = letter(before.chars().next_back()) && letter(word.chars().next());
    let cuts_end = letter(word.chars().next_back()) && letter(after.chars().next());
    !cuts_start && !cuts_end
}

#[rustfmt::skip]
const WORDS: &[(Cue, &[&str])] = &[
    (Cue::RoleBefore, &[
        "position", "role", "job", "post", "opening", "vacancy", "opportunity", "seat", "posting", "requisition",
        "opportunities", "positions", "roles", "vacancies", "interview", "interviews",
    ]),
    (Cue::RoleAfter, &[
        "for", "as", "für", "pour", "para", "als", "position of", "post of", "role of", "job of", "vacancy for",
        "vacancy of", "opening for", "position as", "role as", "job as", "applied for", "applying for", "apply for",
        "application for", "application to be", "applying to be", "applying as", "apply as", "applied as",
        "application as", "candidate for", "candidacy for", "interviewed for", "interviewing for", "interview for",
        "considered for", "shortlisted for", "hiring for", "interest in", "interested in", "offer you", "work as",
        "start as", "join us as", "join as", "search for", "looking for", "recruiting for", "for the", "position",
        "role", "employment as", "appointed as", "appointment as", "appointment to", "applications for",
        "stelle als", "position als", "bewerbung als", "bewerbung um die stelle als", "bewerbung auf die stelle",
        "bewerbung auf die position", "bewerbung für die stelle", "bewerbung für die position", "stelle",
        "position der", "position des", "stelle der", "stelle des", "stelle eines", "stelle einer", "tätigkeit als",
        "anstellung als", "ausbildung zum", "ausbildung zur", "ausbildung als", "interesse an der stelle", "sie als",
        "dich als", "stellenausschreibung", "ausschreibung", "bewerbung", "praktikum", "gespräch", "gespräch als",
        "poste de", "poste d'", "poste :", "candidature au poste de", "candidature au poste d'",
        "candidature pour le poste de", "candidature :", "candidature -", "candidature –", "en tant que",
        "emploi de", "emploi d'", "offre de", "l'offre", "au poste", "du poste", "comme", "pour un poste de",
        "pour un poste d'", "stage de", "alternance", "puesto de", "vacante de", "puesto como", "plaza de",
        "posición de", "candidatura a", "candidatura para", "candidatura al puesto de", "candidatura como",
        "oferta de", "proceso de selección de", "proceso de selección para", "vacante", "puesto",
    ]),
    (Cue::RoleField, &[
        "position:", "role:", "job title:", "job:", "title:", "position title:", "vacancy:", "post:",
        "position applied for:", "job posting:", "your application:", "application received:", "applied for:",
        "stelle:", "stellenbezeichnung:", "ihre bewerbung:", "poste:", "intitulé:", "puesto:", "vacante:",
        "interview:", "re:", "your application -", "your application –", "application update:",
        "interview invitation:", "invitation to interview:", "betreff:",
    ]),
    (Cue::RoleMark, &[
        "(m/w/d)", "(w/m/d)", "(d/m/w)", "(m/f/d)", "(f/m/d)", "(gn)", "(m/w/x)", "(m/w/divers)", "m/w/d",
        "(all genders)", "(h/f)", "(f/h)", "h/f", "f/h", "(m/f)", "(f/m/x)", "(m/f/x)", "(w/m/x)",
    ]),
    (Cue::CompanyAfter, &[
        "applying to", "applying with", "applied to", "application to", "application with", "interest in",
        "interested in", "welcome to", "career at", "careers at", "opportunity at", "opportunities at",
        "opportunities with", "position at", "role at", "job at", "position with", "role with", "job with",
        "team at", "interview at", "interview with", "interviewing with", "interviewing at", "joining", "join",
        "recruiting team at", "employment with", "employment at", "interest in joining", "update from",
        "message from", "offer from", "your offer from", "work at", "working at", "work for", "working for",
        "working with", "life at", "talent at", "on behalf of", "thank you for choosing", "thinking of",
        "applications to", "candidacy with", "candidacy at", "process with", "process at", "submitted to",
        "received by", "opening at", "vacancy at", "vacancy with", "here at", "people at", "from all of us at",
        "all of us at", "everyone at", "us at", "recruiting at", "hiring at", "recruitment at", "recruiter at",
        "hr at", "manager at", "director at", "employed by", "bewerbung bei", "interesse an", "karriere bei",
        "stelle bei", "gespräch bei", "position bei", "team bei", "team von", "willkommen bei", "interview bei",
        "sich bei", "dich bei", "vorstellungsgespräch bei", "mitarbeit bei", "tätigkeit bei", "im namen der",
        "bewerbung bei der", "interesse an der", "interesse am", "candidature chez", "candidature auprès de",
        "rejoindre", "poste chez", "intérêt pour", "entretien chez", "équipe de", "recrutement de", "bienvenue chez",
        "chez", "candidatura en", "interés en", "solicitud en", "puesto en", "unirte a", "equipo de", "trabajar en",
        "bienvenido a", "bienvenida a", "entrevista en", "entrevista con", "selección de", "formar parte de",
    ]),
    (Cue::CompanyMaybe, &["at", "with", "from", "bei", "bei der", "chez", "en", "@", "von", "de"]),
    (Cue::CompanyBefore, &[
        "recruiting team", "recruitment team", "hiring team", "talent acquisition", "talent team", "people team",
        "careers team", "hr team", "human resources", "recruiting", "talent acquisition team", "people operations",
        "people & culture", "talent", "recruitment", "careers", "hr department", "hr", "team", "personalabteilung",
        "recruiting-team", "-team", "personalteam", "karriere", "ressources humaines", "recursos humanos", "people",
        "staffing", "is hiring", "would like to invite", "has received", "has moved", "has invited",
        "has invited you", "te asignó", "marcó tu", "vérifie si", "hat ihnen", "vous invite", "lädt sie", "te ha invitado", "vous a invité", "ha marcado", "has scheduled", "has requested", "is an equal",
    ]),
    (Cue::CompanyField, &[
        "company:", "employer:", "organisation:", "organization:", "unternehmen:", "firma:", "arbeitgeber:",
        "entreprise :", "employeur :", "employeur:", "empleador:", "entidad:", "société:", "entreprise:", "société :", "empresa:", "hiring organization:", "school:", "client:",
    ]),
    (Cue::Client, &[
        "our client", "my client", "on behalf of", "mein kunde", "unser kunde", "unser mandant", "im auftrag",
        "notre client", "mon client", "nuestro cliente", "mi cliente", "the client", "unseres kunden",
        "meines kunden", "unseren kunden", "client",
    ]),
    (Cue::Meeting, &[
        "panel will be", "panel is", "panel consists of", "panel will consist of", "panel members:", "our", "my colleague", "my partner",
        "me,", "me and", "myself and", "ask for", "in front of", "host:", "trustees:", "talk with", "to meet", "interviewers will be",
        "interviewer will be", "unserem", "unserer", "meinem", "meiner", "notre", "nuestra", "nuestro", "entrevistará", "gesprächspartner sind",
        "with", "speaking with", "speak with", "speak to", "talk to", "meeting", "meet", "conversation with",
        "chat with", "interview with", "interviewer", "interviewers", "interviewer:", "interviewers:", "panel",
        "panel:", "interviewed by", "talking to", "talking with", "joined by", "see", "introduce you to", "mit",
        "gespräch mit", "avec", "con", "interviewpartner:", "gesprächspartner:", "teilnehmer:", "attendees:",
        "participants:", "participants :", "asistentes:", "participantes:", "entrevistador:", "entrevistadora:",
        "entrevistadores:", "with:", "who:", "avec :", "con:", "mit:", "rencontrer",
    ]),
    (Cue::Met, &[
        "and i would", "and i will", "and i should", "and i are", "and i look forward", "and i'd", "and i'll", "will meet you", "will chair",
        "will join", "joins", "will call you", "will ring you", "will interview you", "will be calling", "will be joining", "will be there",
        "will lead the", "will be interviewing", "would like to meet", "would like to speak", "would love to meet", "wants to meet", "wird sie",
        "wird am gespräch", "nimmt teil", "und ich", "et moi", "vous recevra", "vous recevront", "vous appellera", "y yo", "te llamará", "le llamará",
        "le recibirá", "te recibirá", "te entrevistará", "le entrevistará",
    ]),
    (Cue::OnlyMe, &[
        "just the two of us", "only me", "with me", "just me", "i will call you", "i'll call you", "i will ring you",
        "i'll ring you", "i'll phone you", "i will phone you", "i'll give you a call", "i will give you a call",
        "meet me", "with myself", "you and i", "you and me", "mit mir", "rufe sie an", "rufe dich an",
        "rufe ich sie", "nur wir beide", "avec moi", "je vous appelle", "je vous appellerai", "conmigo", "te llamo",
        "le llamo", "le llamaré", "te llamaré", "ask for me", "me and", "and me", "and myself", "und mir", "und ich",
        "et moi", "y yo", "myself and",
    ]),
    (Cue::Video, &[
        "zoom", "teams", "google meet", "webex", "skype", "video call", "video interview", "videocall", "video",
        "by video", "online", "virtual", "virtually", "whereby", "jitsi", "videokonferenz", "videogespräch",
        "video-interview", "videointerview", "videoanruf", "visio", "visioconférence", "en visio", "videollamada",
        "videoconferencia", "videoentrevista", "facetime", "meet.google.com", "screen share", "camera",
        "microsoft teams", "ms teams", "hangout", "video chat", "teams-call", "zoom-call", "bluejeans",
        "gotomeeting", "zoom-link", "teams-link", "teams-meeting", "bigbluebutton", "vídeo",
    ]),
    (Cue::Phone, &[
        "phone", "telephone", "by phone", "phone call", "phone screen", "phone interview", "call you", "ring you",
        "telefonisch", "telefon", "telefonat", "telefoninterview", "rufe", "ruft", "anrufen", "rufen", "téléphone",
        "téléphonique", "appelle", "appellerai", "appellera", "appeler", "teléfono", "telefónica", "llamo",
        "llamaré", "llamará", "llamarte", "llamarle", "llamada", "a call", "quick call", "minute call", "min call",
        "short call", "screening call", "intro call", "introductory call", "give you a call", "calls you",
        "will call", "i'll call", "a ring", "a bell", "phone chat", "call me", "kurzes telefonat", "appel",
        "por teléfono", "dial-in", "calling you", "be calling", "call from",
    ]),
    (Cue::Onsite, &[
        "onsite", "on-site", "on site", "in person", "in-person", "our office", "our offices", "the office",
        "reception", "face to face", "face-to-face", "come in", "come by", "come to", "visit us", "our building",
        "parking", "park", "front desk", "our premises", "car park", "vor ort", "persönlich", "in unserem büro",
        "bei uns im", "in unseren räumen", "empfang", "parkplatz", "raum", "zimmer", "sur place", "dans nos locaux",
        "nos bureaux", "présentiel", "à l'accueil", "accueil", "presencial", "nuestras oficinas", "en persona",
        "nuestra oficina", "presencialmente", "address", "adresse", "dirección", "room", "floor", "building",
        "bâtiment", "étage", "stock", "planta", "drop in", "pop in", "swing by", "stop by", "walk-in", "trial shift",
        "tour", "lobby", "photo id", "street", "f2f", "venue", "location:", "campus", "hiring day",
        "assessment centre", "open day", "working interview", "kommen sie", "im haus", "dans notre", "en nuestra",
        "en nuestro", "school", "probearbeiten", "hospitation",
    ]),
    (Cue::Booking, &[
        "calendly.com", "goodtime.io", "book a time", "pick a slot", "pick a time", "choose a time", "book a slot",
        "choose a slot", "self-schedule", "schedule a time", "book here", "booking link", "scheduling link",
        "select a time", "my calendar", "book your", "book directly", "select a slot", "your slot", "termin buchen",
        "termin auswählen", "buchen sie", "buch dich", "buche dir", "terminplaner", "doodle", "réserver", "réservez",
        "choisissez un créneau", "choisir un créneau", "reserva", "reserve", "elige", "elija", "agenda", "cal.com",
        "savvycal", "book in", "book a", "schedule your", "pick one", "youcanbook.me", "choose your", "grab a time",
        "grab a slot", "find a time", "booking page", "bookings",
    ]),
    (Cue::Decline, &[
        "cancel", "cancelled", "canceled", "cancelling", "called off", "call off", "no longer", "won't", "will not",
        "cannot", "can't", "unable", "not going ahead", "absagen", "abgesagt", "entfällt", "ausfallen", "fällt aus",
        "storniert", "annulé", "annuler", "annulée", "annulation", "cancelada", "cancelado", "cancelar",
        "cancelamos", "anular", "anulada", "scrap", "off", "have to cancel", "need to cancel", "do not come",
        "don't come", "postponed", "withdrawn",
    ]),
];
