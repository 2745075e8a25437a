//! The built-in type: letters of five by nine dots, drawn at twice their size with their corners rounded.

const HEIGHT: usize = 9;

/// Dots between two letters, before they are doubled.
const GAP: usize = 1;
const BLANK: usize = 3;

/// Rows from top to bottom, the last two below the line.
const LETTERS: &[(char, &str)] = &[
    ('A', ".###. #...# #...# ##### #...# #...# #...# ..... ....."),
    ('C', ".###. #...# #.... #.... #.... #...# .###. ..... ....."),
    ('I', "### .#. .#. .#. .#. .#. ### ... ..."),
    ('O', ".###. #...# #...# #...# #...# #...# .###. ..... ....."),
    ('Y', "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#.. ..... ....."),
    ('a', "..... ..... .###. ....# .#### #...# .#### ..... ....."),
    ('c', ".... .... .### #... #... #... .### .... ...."),
    ('d', "....# ....# .#### #...# #...# #...# .#### ..... ....."),
    ('e', "..... ..... .###. #...# ##### #.... .###. ..... ....."),
    ('f', ".## #.. ### #.. #.. #.. #.. ... ..."),
    ('h', "#... #... ###. #..# #..# #..# #..# .... ...."),
    ('i', "# . # # # # # . ."),
    ('l', "# # # # # # # . ."),
    ('m', "..... ..... ##.#. #.#.# #.#.# #.#.# #.#.# ..... ....."),
    ('n', ".... .... ###. #..# #..# #..# #..# .... ...."),
    ('o', "..... ..... .###. #...# #...# #...# .###. ..... ....."),
    ('p', "..... ..... ####. #...# #...# #...# ####. #.... #...."),
    ('q', "..... ..... .#### #...# #...# #...# .#### ....# ....#"),
    ('r', "... ... #.# ##. #.. #.. #.. ... ..."),
    ('s', ".... .... .### #... .##. ...# ###. .... ...."),
    ('t', "... #.. ### #.. #.. #.. .## ... ..."),
    ('u', ".... .... #..# #..# #..# #..# .### .... ...."),
    ('v', "..... ..... #...# #...# #...# .#.#. ..#.. ..... ....."),
    ('w', "..... ..... #...# #...# #.#.# #.#.# .#.#. ..... ....."),
    ('0', ".###. #...# #...# #...# #...# #...# .###. ..... ....."),
    ('1', ".#. ##. .#. .#. .#. .#. ### ... ..."),
    ('2', ".###. #...# ....# ..##. .#... #.... ##### ..... ....."),
    ('3', ".###. #...# ....# ..##. ....# #...# .###. ..... ....."),
    ('4', "...#. ..##. .#.#. #..#. ##### ...#. ...#. ..... ....."),
    ('5', "##### #.... ####. ....# ....# #...# .###. ..... ....."),
    ('6', ".###. #.... #.... ####. #...# #...# .###. ..... ....."),
    ('7', "##### ....# ...#. ..#.. ..#.. ..#.. ..#.. ..... ....."),
    ('8', ".###. #...# #...# .###. #...# #...# .###. ..... ....."),
    ('9', ".###. #...# #...# .#### ....# ....# .###. ..... ....."),
];

/// The dots of a line of words, doubled; letters that there are none of are left out.
pub(super) fn dots(words: &str) -> Vec<(usize, usize)> {
    let mut small: Vec<Vec<bool>> = vec![Vec::new(); HEIGHT];
    for letter in words.chars() {
        let drawn = rows(letter);
        let width = drawn.first().map_or(BLANK, |row| row.len());
        for (y, line) in small.iter_mut().enumerate() {
            match drawn.get(y) {
                Some(row) => line.extend(row.bytes().map(|b| b == b'#')),
                None => line.extend(std::iter::repeat_n(false, width)),
            }
            line.extend(std::iter::repeat_n(false, GAP));
        }
    }
    doubled(&small)
}

/// The width of words in pixels.
pub(super) fn width(words: &str) -> usize {
    let of = |letter: char| rows(letter).first().map_or(BLANK, |row| row.len()) + GAP;
    2 * words.chars().map(of).sum::<usize>()
}

fn rows(letter: char) -> Vec<&'static str> {
    LETTERS
        .iter()
        .find(|(known, _)| *known == letter)
        .map(|(_, drawn)| drawn.split(' ').collect())
        .unwrap_or_default()
}

/// Each dot becomes four; a corner between two neighbours of one colour takes theirs.
fn doubled(small: &[Vec<bool>]) -> Vec<(usize, usize)> {
    let at = |x: Option<usize>, y: Option<usize>| {
        x.zip(y)
            .and_then(|(x, y)| small.get(y)?.get(x).copied())
            .unwrap_or(false)
    };
    let mut out = Vec::new();
    for (y, row) in small.iter().enumerate() {
        for (x, &here) in row.iter().enumerate() {
            let up = at(Some(x), y.checked_sub(1));
            let down = at(Some(x), Some(y + 1));
            let left = at(x.checked_sub(1), Some(y));
            let right = at(Some(x + 1), Some(y));
            let corner = |a: bool, b: bool, c: bool, d: bool| {
                if a == b && a != c && b != d { a } else { here }
            };
            let four = [
                (0, 0, corner(left, up, right, down)),
                (1, 0, corner(right, up, left, down)),
                (0, 1, corner(left, down, right, up)),
                (1, 1, corner(right, down, left, up)),
            ];
            let lit = four.into_iter().filter(|(.., on)| *on);
            out.extend(lit.map(|(dx, dy, _)| (2 * x + dx, 2 * y + dy)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_drawn_in_nine_even_rows() {
        for (letter, _) in LETTERS {
            let drawn = rows(*letter);
            assert_eq!(drawn.len(), HEIGHT, "{letter}");
            let width = drawn[0].len();
            assert!(drawn.iter().all(|row| row.len() == width), "{letter}");
        }
    }
}
