//! PNG with a palette (RFC 2083), packed by runs of one byte under the fixed codes of DEFLATE (RFC 1951 §3.2.6): flat
//! pictures come to a kilobyte or two.

/// The file: `indices` are places in the palette, row by row.
pub(super) fn write(width: usize, height: usize, palette: &[[u8; 3]], indices: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let mut header = Vec::new();
    header.extend(size(width));
    header.extend(size(height));
    // Eight bits a pixel, a palette, no interlacing.
    header.extend([8, 3, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"PLTE", palette.concat().as_slice());
    chunk(&mut out, b"IDAT", &zlib(&rows(width, indices)));
    chunk(&mut out, b"IEND", &[]);
    out
}

/// Each row as its difference from the one above (filter 2), so that what repeats downwards becomes zeros.
fn rows(width: usize, indices: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut above = vec![0_u8; width];
    for row in indices.chunks(width.max(1)) {
        out.push(2);
        out.extend(
            row.iter()
                .zip(&above)
                .map(|(new, old)| new.wrapping_sub(*old)),
        );
        above = row.to_vec();
    }
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let body: Vec<u8> = kind.iter().chain(data).copied().collect();
    out.extend(&body);
    out.extend(crc(&body).to_be_bytes());
}

/// RFC 2083 §15.
fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            (c >> 1) ^ if c & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

/// RFC 1950.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    out.extend(deflate(data));
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// One block of fixed codes; a run is its byte and then copies from one byte before.
fn deflate(data: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.low_first(0b011, 3);
    let mut rest = data;
    while let Some((&byte, _)) = rest.split_first() {
        let run = rest.iter().take_while(|b| **b == byte).count();
        bits.literal(byte);
        let mut left = run - 1;
        while left >= 3 {
            let length = left.min(258);
            bits.copy(u32::try_from(length).unwrap_or(3));
            left -= length;
        }
        for _ in 0..left {
            bits.literal(byte);
        }
        rest = rest.get(run..).unwrap_or_default();
    }
    bits.high_first(0, 7);
    bits.done()
}

#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u8,
    count: u32,
}

impl Bits {
    fn push(&mut self, bit: u32) {
        self.held |= u8::from(bit & 1 == 1) << self.count;
        self.count += 1;
        if self.count == 8 {
            self.out.push(self.held);
            (self.held, self.count) = (0, 0);
        }
    }

    fn low_first(&mut self, value: u32, width: u32) {
        (0..width).for_each(|i| self.push(value >> i));
    }

    /// Huffman codes stand with their first bit foremost.
    fn high_first(&mut self, value: u32, width: u32) {
        (0..width).rev().for_each(|i| self.push(value >> i));
    }

    fn literal(&mut self, byte: u8) {
        match u32::from(byte) {
            low @ 0..=143 => self.high_first(0x30 + low, 8),
            high => self.high_first(0x190 + high - 144, 9),
        }
    }

    /// `length` is 3 to 258; from one byte before.
    fn copy(&mut self, length: u32) {
        let (code, more, width) = match length {
            0..=10 => (254 + length.max(3), 0, 0),
            258.. => (285, 0, 0),
            11..=257 => {
                // Four codes to each width of further bits, from 11 on with one bit, from 19 on with two …
                let width = (length - 3).ilog2() - 2;
                let from = (4 << width) + 3;
                let code = 261 + 4 * width + ((length - from) >> width);
                (code, (length - from) & ((1 << width) - 1), width)
            }
        };
        if code < 280 {
            self.high_first(code - 256, 7);
        } else {
            self.high_first(0xc0 + code - 280, 8);
        }
        self.low_first(more, width);
        self.high_first(0, 5);
    }

    fn done(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.out.push(self.held);
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert!(zlib(b"Wikipedia").ends_with(&0x11e6_0398_u32.to_be_bytes()));
    }

    /// Reads our own kind of block back, by the tables of RFC 1951 §3.2.5 and §3.2.6.
    fn inflate(data: &[u8]) -> Vec<u8> {
        const LENGTHS: [usize; 29] = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99,
            115, 131, 163, 195, 227, 258,
        ];
        const FURTHER: [u32; 29] = [
            0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
        ];
        let mut bits = data
            .iter()
            .flat_map(|byte| (0..8).map(move |i| u32::from(byte >> i) & 1));
        let mut take = |n: u32, foremost: bool| {
            (0..n).fold(0, |v, i| {
                let bit = bits.next().unwrap();
                if foremost {
                    (v << 1) | bit
                } else {
                    v | (bit << i)
                }
            })
        };
        assert_eq!(take(3, false), 0b011);
        let mut out: Vec<u8> = Vec::new();
        loop {
            let mut code = take(7, true);
            let place = if code <= 23 {
                Some(code)
            } else {
                code = (code << 1) | take(1, true);
                (0xc0..=0xc7).contains(&code).then(|| code - 0xc0 + 24)
            };
            match place {
                Some(0) => return out,
                Some(place) => {
                    let place = place as usize - 1;
                    let length = LENGTHS[place] + take(FURTHER[place], false) as usize;
                    assert_eq!(take(5, true), 0);
                    let last = *out.last().unwrap();
                    out.extend(std::iter::repeat_n(last, length));
                }
                None if code < 0xc0 => out.push(u8::try_from(code - 0x30).unwrap()),
                None => {
                    code = (code << 1) | take(1, true);
                    out.push(u8::try_from(code - 0x190 + 144).unwrap());
                }
            }
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let check = |data: Vec<u8>| assert_eq!(inflate(&deflate(&data)), data);
        check(Vec::new());
        check((0..=255).collect());
        for run in 1..=800 {
            check(std::iter::repeat_n(7, run).chain([200, 200]).collect());
        }
    }
}
