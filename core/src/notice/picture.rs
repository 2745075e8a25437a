//! A small picture drawn in pure code: a palette, boxes, words in a built-in type, and the PNG (RFC 2083) of it.

mod font;
mod png;

/// A place in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Paper,
    Edge,
    Words,
    Strong,
    Pale,
}

/// Red, green and blue of each [`Ink`]. The picture brings its own paper, so that it reads the same in a mail program of
/// either colour; words stand out from the paper by more than 10 to 1, bars by more than 3 to 1.
const PALETTE: [[u8; 3]; 5] = [
    [0xfb, 0xfa, 0xf7],
    [0xc9, 0xc5, 0xbb],
    [0x2a, 0x2f, 0x36],
    [0x1f, 0x6f, 0x78],
    [0x8f, 0xbf, 0xc3],
];

/// A canvas, sizes in pixels.
pub(super) struct Picture {
    width: usize,
    height: usize,
    /// Row by row.
    pixels: Vec<Ink>,
}

impl Picture {
    pub fn new(width: usize, height: usize) -> Self {
        let mut picture = Self {
            width,
            height,
            pixels: vec![Ink::Paper; width * height],
        };
        picture.frame(Ink::Edge);
        picture
    }

    fn frame(&mut self, ink: Ink) {
        let (width, height) = (self.width, self.height);
        self.fill(0, 0, width, 1, ink);
        self.fill(0, height.saturating_sub(1), width, 1, ink);
        self.fill(0, 0, 1, height, ink);
        self.fill(width.saturating_sub(1), 0, 1, height, ink);
    }

    /// A filled box; what lies outside the canvas is left out.
    pub fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, ink: Ink) {
        for y in top..top.saturating_add(height).min(self.height) {
            for x in left..left.saturating_add(width).min(self.width) {
                self.dot(x, y, ink);
            }
        }
    }

    /// Words whose capitals are 14 pixels high, their upper left corner at `left`, `top`.
    pub fn write(&mut self, left: usize, top: usize, words: &str, ink: Ink) {
        for (x, y) in font::dots(words) {
            self.dot(left + x, top + y, ink);
        }
    }

    /// The width of words, in pixels.
    pub fn width_of(words: &str) -> usize {
        font::width(words)
    }

    fn dot(&mut self, x: usize, y: usize, ink: Ink) {
        if x < self.width
            && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
        {
            *pixel = ink;
        }
    }

    pub fn png(&self) -> Vec<u8> {
        let indices: Vec<u8> = self.pixels.iter().map(|ink| *ink as u8).collect();
        png::write(self.width, self.height, &PALETTE, &indices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_out_from_the_paper() {
        let luminance = |ink: Ink| {
            let part = |value: u8| {
                let v = f64::from(value) / 255.0;
                if v <= 0.040_45 {
                    v / 12.92
                } else {
                    ((v + 0.055) / 1.055).powf(2.4)
                }
            };
            let [r, g, b] = PALETTE[ink as usize];
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let contrast = |a: Ink, b: Ink| {
            let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
            a.max(b) / a.min(b)
        };
        assert!(contrast(Ink::Words, Ink::Paper) > 10.0);
        assert!(contrast(Ink::Strong, Ink::Paper) > 4.5);
        assert!(contrast(Ink::Strong, Ink::Pale) > 2.5);
    }

    #[test]
    fn what_lies_outside_the_canvas_is_left_out() {
        let mut picture = Picture::new(4, 3);
        picture.fill(2, 2, usize::MAX, 9, Ink::Strong);
        picture.write(3, 1, "Offer 88", Ink::Words);
        assert_eq!(picture.pixels.len(), 12);
    }
}
