//! Dutch, Italian, Portuguese and Polish: enough to read dates, hours and limits in them, not what the sentence promises.

use super::Sense::*;
use super::{Entry, Part as P, Unit as U};

#[rustfmt::skip]
pub(super) const NL: &[Entry] = &[
    ("januari", Month(1)), ("februari", Month(2)), ("maart", Month(3)), ("april", Month(4)), ("mei", Month(5)), ("juni", Month(6)), ("juli", Month(7)), ("augustus", Month(8)), ("september", Month(9)), ("oktober", Month(10)), ("november", Month(11)), ("december", Month(12)),
    ("jan", Month(1)), ("feb", Month(2)), ("mrt", Month(3)), ("apr", Month(4)), ("aug", Month(8)), ("sep", Month(9)), ("okt", Month(10)), ("nov", Month(11)), ("dec", Month(12)),
    ("maandag", Weekday(0)), ("dinsdag", Weekday(1)), ("woensdag", Weekday(2)), ("donderdag", Weekday(3)), ("vrijdag", Weekday(4)), ("zaterdag", Weekday(5)), ("zondag", Weekday(6)), ("ma", ShortWeekday(0)), ("di", ShortWeekday(1)), ("wo", ShortWeekday(2)), ("do", ShortWeekday(3)), ("vr", ShortWeekday(4)), ("za", ShortWeekday(5)), ("zo", ShortWeekday(6)),
    ("een", Article), ("twee", Number(2)), ("drie", Number(3)), ("vier", Number(4)), ("vijf", Number(5)), ("zes", Number(6)), ("zeven", Number(7)), ("acht", Number(8)), ("negen", Number(9)), ("tien", Number(10)), ("twaalf", Number(12)), ("veertien", Number(14)), ("enkele", Some(3, 5)), ("een paar", Some(2, 5)),
    ("minuten", Unit(U::Minute)), ("minuut", Unit(U::Minute)), ("uur", Clock), ("uren", Unit(U::Hour)), ("dag", Unit(U::Day)), ("dagen", Unit(U::Day)), ("werkdag", Unit(U::Business)), ("werkdagen", Unit(U::Business)), ("week", Unit(U::Week)), ("weken", Unit(U::Week)), ("maand", Unit(U::Month)), ("maanden", Unit(U::Month)),
    ("vandaag", Offset(0)), ("vanavond", Offset(0)), ("morgen", Offset(1)), ("overmorgen", Offset(2)), ("gisteren", Offset(-1)), ("ochtend", Part(P::Morning)), ("middag", Part(P::Afternoon)), ("avond", Part(P::Evening)), ("einde van de dag", EndOfDay), ("eind van de dag", EndOfDay),
    ("volgende", Next), ("komende", Coming), ("deze", This), ("vorige", Last), ("volgende week", WeekOffset(1)), ("deze week", WeekOffset(0)), ("eind", End), ("einde", End), ("begin", Start), ("medio", Middle), ("midden", Middle), ("halverwege", Middle),
    ("de", The), ("het", The), ("van", From), ("om", At), ("op", On), ("tot", To), ("tot en met", By), ("uiterlijk", By), ("voor", Before), ("vóór", Before), ("na", After), ("tussen", Between), ("en", And), ("of", Or), ("binnen", Within), ("over", In), ("vanaf", From), ("rond", At), ("ongeveer", About),
];

#[rustfmt::skip]
pub(super) const IT: &[Entry] = &[
    ("gennaio", Month(1)), ("febbraio", Month(2)), ("marzo", Month(3)), ("aprile", Month(4)), ("maggio", Month(5)), ("giugno", Month(6)), ("luglio", Month(7)), ("agosto", Month(8)), ("settembre", Month(9)), ("ottobre", Month(10)), ("novembre", Month(11)), ("dicembre", Month(12)),
    ("lunedì", Weekday(0)), ("martedì", Weekday(1)), ("mercoledì", Weekday(2)), ("giovedì", Weekday(3)), ("venerdì", Weekday(4)), ("sabato", Weekday(5)), ("domenica", Weekday(6)),
    ("un", Article), ("una", Article), ("due", Number(2)), ("tre", Number(3)), ("quattro", Number(4)), ("cinque", Number(5)), ("sei", Number(6)), ("sette", Number(7)), ("otto", Number(8)), ("dieci", Number(10)), ("quindici", Number(15)), ("qualche", Some(3, 5)), ("mezz'ora", Half),
    ("minuti", Unit(U::Minute)), ("minuto", Unit(U::Minute)), ("ora", Unit(U::Hour)), ("giorno", Unit(U::Day)), ("giorni", Unit(U::Day)), ("giorni lavorativi", Unit(U::Business)), ("settimana", Unit(U::Week)), ("settimane", Unit(U::Week)), ("mese", Unit(U::Month)), ("mesi", Unit(U::Month)),
    ("oggi", Offset(0)), ("stasera", Offset(0)), ("domani", Offset(1)), ("dopodomani", Offset(2)), ("ieri", Offset(-1)), ("mezzogiorno", Noon), ("mezzanotte", Midnight), ("mattina", Part(P::Morning)), ("pomeriggio", Part(P::Afternoon)), ("sera", Part(P::Evening)), ("fine giornata", EndOfDay),
    ("prossimo", Next), ("prossima", Next), ("questo", This), ("questa", This), ("scorso", Last), ("scorsa", Last), ("la prossima settimana", WeekOffset(1)), ("settimana prossima", WeekOffset(1)), ("questa settimana", WeekOffset(0)), ("fine", End), ("inizio", Start), ("metà", Middle),
    ("il", The), ("la", The), ("lo", The), ("di", Of), ("del", From), ("alle ore", At), ("alle", At), ("ore", At), ("verso le", At), ("dalle", From), ("dal", From), ("al", To), ("entro", By), ("entro il", By), ("entro le", By), ("entro la", By), ("prima di", Before), ("prima del", Before), ("dopo", After), ("tra", In), ("fra", In), ("e", And), ("o", Or), ("oppure", Or), ("circa", About),
];

#[rustfmt::skip]
pub(super) const PT: &[Entry] = &[
    ("janeiro", Month(1)), ("fevereiro", Month(2)), ("março", Month(3)), ("abril", Month(4)), ("maio", Month(5)), ("junho", Month(6)), ("julho", Month(7)), ("agosto", Month(8)), ("setembro", Month(9)), ("outubro", Month(10)), ("novembro", Month(11)), ("dezembro", Month(12)),
    ("segunda-feira", Weekday(0)), ("segunda", Weekday(0)), ("terça-feira", Weekday(1)), ("terça", Weekday(1)), ("quarta-feira", Weekday(2)), ("quarta", Weekday(2)), ("quinta-feira", Weekday(3)), ("quinta", Weekday(3)), ("sexta-feira", Weekday(4)), ("sexta", Weekday(4)), ("sábado", Weekday(5)), ("domingo", Weekday(6)),
    ("um", Article), ("uma", Article), ("dois", Number(2)), ("duas", Number(2)), ("três", Number(3)), ("quatro", Number(4)), ("cinco", Number(5)), ("dez", Number(10)), ("quinze", Number(15)), ("alguns", Some(3, 5)), ("meia", Half),
    ("minutos", Unit(U::Minute)), ("minuto", Unit(U::Minute)), ("hora", Unit(U::Hour)), ("horas", ClockOrHours), ("horas", Unit(U::Hour)), ("h", Clock), ("dia", Unit(U::Day)), ("dias", Unit(U::Day)), ("dias úteis", Unit(U::Business)), ("semana", Unit(U::Week)), ("semanas", Unit(U::Week)), ("mês", Unit(U::Month)), ("meses", Unit(U::Month)),
    ("hoje", Offset(0)), ("amanhã", Offset(1)), ("depois de amanhã", Offset(2)), ("ontem", Offset(-1)), ("meio-dia", Noon), ("meia-noite", Midnight), ("de manhã", Part(P::Morning)), ("tarde", Part(P::Afternoon)), ("fim do dia", EndOfDay), ("final do dia", EndOfDay),
    ("próximo", Next), ("próxima", Next), ("este", This), ("esta", This), ("na próxima semana", WeekOffset(1)), ("próxima semana", WeekOffset(1)), ("esta semana", WeekOffset(0)), ("fim de", End), ("final de", End), ("início de", Start), ("meados de", Middle),
    ("o", The), ("a", The), ("dia", The), ("no dia", On), ("de", Of), ("do", From), ("às", At), ("pelas", At), ("das", From), ("até", By), ("até ao dia", By), ("até ao", By), ("até às", By), ("até dia", By), ("antes de", Before), ("depois de", After), ("após", After), ("entre", Between), ("e", And), ("ou", Or), ("dentro de", In), ("em", In), ("no prazo de", Within), ("cerca de", About),
];

#[rustfmt::skip]
pub(super) const PL: &[Entry] = &[
    ("stycznia", Month(1)), ("lutego", Month(2)), ("marca", Month(3)), ("kwietnia", Month(4)), ("maja", Month(5)), ("czerwca", Month(6)), ("lipca", Month(7)), ("sierpnia", Month(8)), ("września", Month(9)), ("października", Month(10)), ("listopada", Month(11)), ("grudnia", Month(12)),
    ("poniedziałek", Weekday(0)), ("poniedziałkowa", Weekday(0)), ("wtorek", Weekday(1)), ("środa", Weekday(2)), ("środę", Weekday(2)), ("czwartek", Weekday(3)), ("piątek", Weekday(4)), ("piątku", Weekday(4)), ("sobota", Weekday(5)), ("sobotę", Weekday(5)), ("niedziela", Weekday(6)), ("poniedziałku", Weekday(0)), ("wtorku", Weekday(1)), ("środy", Weekday(2)), ("czwartku", Weekday(3)),
    ("jeden", Number(1)), ("dwa", Number(2)), ("dwóch", Number(2)), ("trzy", Number(3)), ("trzech", Number(3)), ("cztery", Number(4)), ("pięć", Number(5)), ("pięciu", Number(5)), ("kilka", Some(3, 5)), ("kilku", Some(3, 5)),
    ("minut", Unit(U::Minute)), ("minuty", Unit(U::Minute)), ("godzina", Unit(U::Hour)), ("godziny", Unit(U::Hour)), ("dni", Unit(U::Day)), ("dni roboczych", Unit(U::Business)), ("tydzień", Unit(U::Week)), ("tygodnia", Unit(U::Week)), ("tygodni", Unit(U::Week)), ("tygodnie", Unit(U::Week)), ("miesiąc", Unit(U::Month)), ("miesiąca", Unit(U::Month)),
    ("dziś", Offset(0)), ("dzisiaj", Offset(0)), ("jutro", Offset(1)), ("jutra", Offset(1)), ("pojutrze", Offset(2)), ("wczoraj", Offset(-1)), ("południe", Noon), ("rano", Part(P::Morning)), ("wieczorem", Part(P::Evening)),
    ("przyszłego", Next), ("następnego", Next), ("przyszły", Next), ("tego", This), ("ten", This), ("końca przyszłego tygodnia", Weekday(4)), ("w przyszłym tygodniu", WeekOffset(1)), ("w tym tygodniu", WeekOffset(0)), ("końca", End), ("koniec", End), ("początek", Start), ("połowy", Middle),
    ("w", On), ("we", On), ("dnia", The), ("o godz.", At), ("godz.", At), ("o godzinie", At), ("godziny", At), ("o", At), ("od", From), ("do godz.", By), ("do", By), ("do dnia", By), ("najpóźniej", By), ("przed", Before), ("po", After), ("między", Between), ("i", And), ("lub", Or), ("albo", Or), ("za", In), ("w ciągu", Within), ("ok.", About), ("około", About),
];
