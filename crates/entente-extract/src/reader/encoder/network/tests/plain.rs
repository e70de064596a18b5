//! Graphs run plainly: operator by operator, in loops, in numbers of twice the precision. The measure of the fast path.

use std::collections::HashMap;

/// Numbers in a shape. Whole ones and truths too: 64 bits hold them exactly.
#[derive(Debug, Clone)]
pub(super) struct Tensor {
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Vec<f64>,
}

/// Runs a graph on inputs by name; every value that it computes is in the answer, by name.
pub(super) fn run(model: &[u8], inputs: Vec<(&str, Tensor)>) -> HashMap<String, Tensor> {
    let graph = fields(model).find(|field| field.number == 7).expect("a graph").bytes;
    let mut values: HashMap<String, Tensor> = inputs.into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
    for field in fields(graph).filter(|field| field.number == 5) {
        let (name, tensor) = constant(field.bytes);
        values.insert(name, tensor);
    }
    for field in fields(graph).filter(|field| field.number == 1) {
        let node = Node::read(field.bytes);
        let given: Vec<&Tensor> = node
            .inputs
            .iter()
            .map(|name| values.get(name).unwrap_or_else(|| panic!("{name} is not computed")))
            .collect();
        let result = node.run(&given);
        values.insert(node.output, result);
    }
    values
}

impl Tensor {
    pub(super) fn new(shape: &[usize], numbers: Vec<f64>) -> Self {
        assert_eq!(shape.iter().product::<usize>(), numbers.len(), "numbers fill the shape {shape:?}");
        Self { shape: shape.to_vec(), numbers }
    }

    fn line(numbers: Vec<f64>) -> Self {
        Self { shape: vec![numbers.len()], numbers }
    }

    fn map(&self, of: impl Fn(f64) -> f64) -> Self {
        Self { shape: self.shape.clone(), numbers: self.numbers.iter().map(|&it| of(it)).collect() }
    }

    /// Sizes, axes and places, as operators are given them.
    fn wholes(&self) -> Vec<i64> {
        self.numbers.iter().map(|&it| it as i64).collect()
    }

    /// The numbers, repeated to a wider shape.
    fn spread(&self, shape: &[usize]) -> Self {
        if self.shape == shape {
            return self.clone();
        }
        let missing = shape.len() - self.shape.len();
        let own: Vec<usize> = std::iter::repeat_n(1, missing).chain(self.shape.iter().copied()).collect();
        let steps = steps(&own);
        let steps: Vec<usize> = own.iter().zip(steps).map(|(&size, step)| if size == 1 { 0 } else { step }).collect();
        self.pick(shape, &steps)
    }

    /// The numbers at the places that a step in each dimension leads to.
    fn pick(&self, shape: &[usize], by: &[usize]) -> Self {
        let numbers =
            places(shape).map(|at| self.numbers[at.iter().zip(by).map(|(at, step)| at * step).sum::<usize>()]);
        Self { shape: shape.to_vec(), numbers: numbers.collect() }
    }

    fn with(&self, other: &Self, of: impl Fn(f64, f64) -> f64) -> Self {
        if let [only] = other.numbers[..]
            && other.shape.len() <= self.shape.len()
        {
            return self.map(|it| of(it, only));
        }
        let shape = common(&self.shape, &other.shape);
        let (one, other) = (self.spread(&shape), other.spread(&shape));
        Self { shape, numbers: one.numbers.into_iter().zip(other.numbers).map(|(a, b)| of(a, b)).collect() }
    }

    /// Each row of the last dimension, changed by itself.
    fn rows(&self, of: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        let width = *self.shape.last().expect("rows");
        Self { shape: self.shape.clone(), numbers: self.numbers.chunks(width).flat_map(of).collect() }
    }

    fn transposed(&self, order: &[usize]) -> Self {
        let steps = steps(&self.shape);
        let shape: Vec<usize> = order.iter().map(|&it| self.shape[it]).collect();
        self.pick(&shape, &order.iter().map(|&it| steps[it]).collect::<Vec<_>>())
    }

    fn times(&self, other: &Self) -> Self {
        let ([.., rows, inner], [.., _, columns]) = (self.shape.as_slice(), other.shape.as_slice()) else {
            panic!("{:?} times {:?}", self.shape, other.shape)
        };
        let (rows, inner, columns) = (*rows, *inner, *columns);
        let outer = common(&self.shape[..self.shape.len() - 2], &other.shape[..other.shape.len() - 2]);
        let one = self.spread(&[outer.as_slice(), &[rows, inner]].concat());
        let other = other.spread(&[outer.as_slice(), &[inner, columns]].concat());
        let mut numbers = vec![0.0; outer.iter().product::<usize>() * rows * columns];
        for (at, sum) in numbers.chunks_mut(columns).enumerate() {
            let row = &one.numbers[at * inner..][..inner];
            let matrix = &other.numbers[at / rows * inner * columns..];
            for (factor, line) in row.iter().zip(matrix.chunks(columns)) {
                for (sum, it) in sum.iter_mut().zip(line) {
                    *sum += factor * it;
                }
            }
        }
        Self { shape: [outer.as_slice(), &[rows, columns]].concat(), numbers }
    }
}

/// An operator with its inputs.
#[derive(Default)]
struct Node {
    operator: String,
    inputs: Vec<String>,
    output: String,
    wholes: HashMap<String, Vec<i64>>,
    floats: HashMap<String, f64>,
    value: Option<Tensor>,
}

impl Node {
    fn read(bytes: &[u8]) -> Self {
        let mut node = Self::default();
        for field in fields(bytes) {
            match field.number {
                1 => node.inputs.push(field.text()),
                2 => node.output = field.text(),
                4 => node.operator = field.text(),
                5 => node.attribute(field.bytes),
                _ => {}
            }
        }
        node
    }

    fn attribute(&mut self, bytes: &[u8]) {
        let name = fields(bytes).find(|field| field.number == 1).expect("a name").text();
        for field in fields(bytes) {
            match field.number {
                2 => drop(self.floats.insert(name.clone(), f64::from(f32::from_bits(field.whole as u32)))),
                3 => drop(self.wholes.insert(name.clone(), vec![field.whole as i64])),
                5 => self.value = Some(constant(field.bytes).1),
                8 => self.wholes.entry(name.clone()).or_default().extend(field.wholes()),
                _ => {}
            }
        }
    }

    fn whole(&self, name: &str, otherwise: i64) -> i64 {
        self.wholes.get(name).map_or(otherwise, |it| it[0])
    }

    fn float(&self, name: &str, otherwise: f64) -> f64 {
        self.floats.get(name).copied().unwrap_or(otherwise)
    }

    fn run(&self, given: &[&Tensor]) -> Tensor {
        let truth = |is: bool| f64::from(u8::from(is));
        match (self.operator.as_str(), given) {
            ("Constant", []) => self.value.clone().expect("a value"),
            ("Add", [a, b]) => a.with(b, |a, b| a + b),
            ("Sub", [a, b]) => a.with(b, |a, b| a - b),
            ("Mul", [a, b]) => a.with(b, |a, b| a * b),
            ("Div", [a, b]) => a.with(b, |a, b| a / b),
            ("And", [a, b]) => a.with(b, |a, b| a * b),
            ("Equal", [a, b]) => a.with(b, |a, b| truth(a == b)),
            ("Greater", [a, b]) => a.with(b, |a, b| truth(a > b)),
            ("GreaterOrEqual", [a, b]) => a.with(b, |a, b| truth(a >= b)),
            ("LessOrEqual", [a, b]) => a.with(b, |a, b| truth(a <= b)),
            ("Neg", [a]) => a.map(|it| -it),
            ("Not", [a]) => a.map(|it| truth(it == 0.0)),
            ("Erf", [a]) => a.map(erf),
            ("Tanh", [a]) => a.map(f64::tanh),
            ("Sigmoid", [a]) => a.map(|it| 1.0 / (1.0 + (-it).exp())),
            ("Identity", [a]) => (*a).clone(),
            ("Cast", [a]) => match self.whole("to", 0) {
                1 | 10 | 11 => (*a).clone(),
                9 => a.map(|it| truth(it != 0.0)),
                _ => a.map(f64::trunc),
            },
            ("Where", [is, a, b]) => {
                let shape = common(&common(&is.shape, &a.shape), &b.shape);
                let (is, a, b) = (is.spread(&shape), a.spread(&shape), b.spread(&shape));
                let either = is.numbers.iter().zip(a.numbers.iter().zip(&b.numbers));
                Tensor { numbers: either.map(|(&is, (&a, &b))| if is == 0.0 { b } else { a }).collect(), shape }
            }
            ("MatMul", [a, b]) => a.times(b),
            ("MatMulInteger", [a, b, rest @ ..]) => {
                let zeros = |it: &Tensor, zero: Option<&&Tensor>| zero.map_or(it.clone(), |z| it.with(z, |a, z| a - z));
                zeros(a, rest.first()).times(&zeros(b, rest.get(1)))
            }
            ("Gemm", [a, b, c]) => {
                let b = if self.whole("transB", 0) == 1 { b.transposed(&[1, 0]) } else { (*b).clone() };
                a.times(&b).with(c, |product, bias| product + bias)
            }
            ("QuantizeLinear", [a, scale, zero]) => a
                .with(scale, |a, scale| (a / scale).round_ties_even())
                .with(zero, |a, zero| (a + zero).clamp(0.0, 255.0)),
            ("DequantizeLinear", [a, scale, zero]) => a.with(zero, |a, zero| a - zero).with(scale, |a, s| a * s),
            ("Softmax", [a]) => a.rows(|row| {
                let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let powers: Vec<f64> = row.iter().map(|it| (it - most).exp()).collect();
                let sum: f64 = powers.iter().sum();
                powers.iter().map(|it| it / sum).collect()
            }),
            ("LayerNormalization", [a, scale, bias]) => {
                let least = self.float("epsilon", 1e-5);
                let even = a.rows(|row| {
                    let mean = row.iter().sum::<f64>() / row.len() as f64;
                    let spread = row.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / row.len() as f64;
                    row.iter().map(|it| (it - mean) / (spread + least).sqrt()).collect()
                });
                even.with(scale, |a, b| a * b).with(bias, |a, b| a + b)
            }
            ("ReduceSum", [a, axes]) => self.sum(a, &axes.wholes()),
            ("Shape", [a]) => Tensor::line(a.shape.iter().map(|&it| it as f64).collect()),
            ("Reshape", [a, sizes]) => {
                let mut shape: Vec<usize> = (sizes.wholes().iter().enumerate())
                    .map(|(at, &size)| match size {
                        0 => a.shape[at],
                        -1 => 0,
                        size => size as usize,
                    })
                    .collect();
                let known: usize = shape.iter().filter(|&&it| it != 0).product();
                shape.iter_mut().filter(|it| **it == 0).for_each(|it| *it = a.numbers.len() / known);
                Tensor::new(&shape, a.numbers.clone())
            }
            ("Flatten", [a]) => {
                let axis = place(self.whole("axis", 1), a.shape.len());
                let shape = [a.shape[..axis].iter().product(), a.shape[axis..].iter().product()];
                Tensor::new(&shape, a.numbers.clone())
            }
            ("Unsqueeze", [a, axes]) => {
                let mut shape = a.shape.clone();
                let rank = shape.len() + axes.numbers.len();
                let mut axes: Vec<usize> = axes.wholes().iter().map(|&it| place(it, rank)).collect();
                axes.sort_unstable();
                axes.iter().for_each(|&axis| shape.insert(axis, 1));
                Tensor::new(&shape, a.numbers.clone())
            }
            ("Squeeze", [a, axes]) => {
                let gone: Vec<usize> = axes.wholes().iter().map(|&it| place(it, a.shape.len())).collect();
                let kept = a.shape.iter().enumerate().filter(|(at, _)| !gone.contains(at));
                Tensor::new(&kept.map(|(_, &size)| size).collect::<Vec<_>>(), a.numbers.clone())
            }
            ("Transpose", [a]) => {
                let order = self.wholes.get("perm").map(|it| it.iter().map(|&it| it as usize).collect());
                a.transposed(&order.unwrap_or_else(|| (0..a.shape.len()).rev().collect::<Vec<_>>()))
            }
            ("Expand", [a, sizes]) => {
                let sizes: Vec<usize> = sizes.wholes().iter().map(|&it| it as usize).collect();
                a.spread(&common(&a.shape, &sizes))
            }
            ("ConstantOfShape", [sizes]) => {
                let shape: Vec<usize> = sizes.wholes().iter().map(|&it| it as usize).collect();
                let filling = self.value.as_ref().map_or(0.0, |it| it.numbers[0]);
                Tensor::new(&shape, vec![filling; shape.iter().product()])
            }
            ("Range", [from, to, step]) => {
                let (from, to, step) = (from.numbers[0], to.numbers[0], step.numbers[0]);
                let all = std::iter::successors(Some(from), |it| Some(it + step));
                Tensor::line(all.take_while(|&it| it < to).collect())
            }
            ("Concat", parts) => self.concat(parts),
            ("Slice", [a, from, to, rest @ ..]) => slice(a, from, to, rest),
            ("Gather", [a, places]) => self.gather(a, places),
            ("GatherElements", [a, at]) => {
                let axis = place(self.whole("axis", 0), a.shape.len());
                let steps = steps(&a.shape);
                let numbers = places(&at.shape).zip(&at.numbers).map(|(mut to, &from)| {
                    to[axis] = place(from as i64, a.shape[axis]);
                    a.numbers[to.iter().zip(&steps).map(|(at, step)| at * step).sum::<usize>()]
                });
                Tensor::new(&at.shape, numbers.collect())
            }
            (other, given) => panic!("no plain {other} of {} inputs: write it, the graph needs it", given.len()),
        }
    }

    fn sum(&self, a: &Tensor, axes: &[i64]) -> Tensor {
        let axes: Vec<usize> = axes.iter().map(|&it| place(it, a.shape.len())).collect();
        let keep: Vec<usize> =
            a.shape.iter().enumerate().map(|(at, &size)| if axes.contains(&at) { 1 } else { size }).collect();
        let to = steps(&keep);
        let mut numbers = vec![0.0; keep.iter().product()];
        for (at, it) in places(&a.shape).zip(&a.numbers) {
            let place: usize = (0..at.len()).filter(|axis| !axes.contains(axis)).map(|axis| at[axis] * to[axis]).sum();
            numbers[place] += it;
        }
        if self.whole("keepdims", 1) == 1 {
            return Tensor::new(&keep, numbers);
        }
        let kept: Vec<usize> = (0..keep.len()).filter(|at| !axes.contains(at)).map(|at| keep[at]).collect();
        Tensor::new(&kept, numbers)
    }

    fn concat(&self, parts: &[&Tensor]) -> Tensor {
        let axis = place(self.whole("axis", 0), parts[0].shape.len());
        let mut shape = parts[0].shape.clone();
        shape[axis] = parts.iter().map(|it| it.shape[axis]).sum();
        let outer: usize = shape[..axis].iter().product();
        let numbers = (0..outer).flat_map(|at| {
            parts.iter().flat_map(move |part| {
                let width = part.numbers.len() / outer;
                part.numbers[at * width..][..width].iter().copied()
            })
        });
        Tensor::new(&shape, numbers.collect())
    }

    fn gather(&self, a: &Tensor, at: &Tensor) -> Tensor {
        let axis = place(self.whole("axis", 0), a.shape.len());
        let (before, after) = (&a.shape[..axis], &a.shape[axis + 1..]);
        let (outer, inner): (usize, usize) = (before.iter().product(), after.iter().product());
        let mut numbers = Vec::new();
        for outer in 0..outer {
            for &it in &at.numbers {
                let row = outer * a.shape[axis] + place(it as i64, a.shape[axis]);
                numbers.extend_from_slice(&a.numbers[row * inner..][..inner]);
            }
        }
        Tensor::new(&[before, &at.shape, after].concat(), numbers)
    }
}

fn slice(a: &Tensor, from: &Tensor, to: &Tensor, rest: &[&Tensor]) -> Tensor {
    let axes = rest.first().map_or_else(|| (0..from.numbers.len() as i64).collect(), |it| it.wholes());
    assert!(rest.get(1).is_none_or(|steps| steps.numbers.iter().all(|&it| it == 1.0)), "steps of one");
    let mut bounds: Vec<(usize, usize)> = a.shape.iter().map(|&size| (0, size)).collect();
    for ((axis, from), to) in axes.into_iter().zip(from.wholes()).zip(to.wholes()) {
        let size = a.shape[place(axis, a.shape.len())] as i64;
        let bound = |it: i64| (if it < 0 { it + size } else { it }).clamp(0, size) as usize;
        bounds[place(axis, a.shape.len())] = (bound(from), bound(to));
    }
    let shape: Vec<usize> = bounds.iter().map(|(from, to)| to.saturating_sub(*from)).collect();
    let steps = steps(&a.shape);
    let start: usize = bounds.iter().zip(&steps).map(|((from, _), step)| from * step).sum();
    let numbers =
        places(&shape).map(|at| a.numbers[start + at.iter().zip(&steps).map(|(at, by)| at * by).sum::<usize>()]);
    Tensor::new(&shape, numbers.collect())
}

/// The shape that both spread to.
fn common(one: &[usize], other: &[usize]) -> Vec<usize> {
    let rank = one.len().max(other.len());
    let size = |of: &[usize], at: usize| (at + of.len()).checked_sub(rank).map_or(1, |at| of[at]);
    (0..rank).map(|at| if size(one, at) == 1 { size(other, at) } else { size(one, at) }).collect()
}

/// How far apart neighbours of each dimension are.
fn steps(shape: &[usize]) -> Vec<usize> {
    (0..shape.len()).map(|at| shape[at + 1..].iter().product()).collect()
}

/// All places of a shape, in order.
fn places(shape: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let steps = steps(shape);
    let shape = shape.to_vec();
    (0..shape.iter().product())
        .map(move |at: usize| steps.iter().zip(&shape).map(|(step, size)| at / step % size).collect())
}

/// A place counted from the front; negative ones are given from the back.
fn place(at: i64, size: usize) -> usize {
    usize::try_from(if at < 0 { at + size as i64 } else { at }).expect("a place")
}

/// The error function, by its series near zero and its continued fraction further out.
fn erf(x: f64) -> f64 {
    let (size, square) = (x.abs(), x * x);
    let value = if size < 3.0 {
        let terms = (0..100).scan(size, |term, n| {
            let this = *term / f64::from(2 * n + 1);
            *term *= -square / f64::from(n + 1);
            Some(this)
        });
        terms.sum::<f64>() * std::f64::consts::FRAC_2_SQRT_PI
    } else {
        let fraction = (1..60).rev().fold(size, |below, n| size + f64::from(n) / 2.0 / below);
        1.0 - (-square).exp() / fraction / std::f64::consts::PI.sqrt()
    };
    value.copysign(x)
}

#[test]
fn the_error_function_is_that_of_the_tables() {
    for (x, expected) in [(0.0, 0.0), (0.5, 0.520_499_877_8), (1.0, 0.842_700_792_9), (-2.0, -0.995_322_265_0)] {
        assert!((erf(x) - expected).abs() < 1e-9, "{x}");
    }
    assert!((erf(2.999_999) - erf(3.0)).abs() < 1e-8, "both ways meet");
}

/// A field of a message: its number, and its bytes or its whole number.
struct Field<'m> {
    number: u64,
    bytes: &'m [u8],
    whole: u64,
}

impl Field<'_> {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.to_vec()).expect("a name")
    }

    /// Whole numbers that are given one by one or packed.
    fn wholes(&self) -> Vec<i64> {
        if self.bytes.is_empty() {
            return vec![self.whole as i64];
        }
        let mut rest = self.bytes;
        let next = || (!rest.is_empty()).then(|| varint(&mut rest) as i64);
        std::iter::from_fn(next).collect()
    }
}

fn fields(mut bytes: &[u8]) -> impl Iterator<Item = Field<'_>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let key = varint(&mut bytes);
        let mut field = Field { number: key >> 3, bytes: &[], whole: 0 };
        match key & 7 {
            0 => field.whole = varint(&mut bytes),
            2 => {
                let length = varint(&mut bytes) as usize;
                (field.bytes, bytes) = bytes.split_at(length);
            }
            5 => {
                let (float, rest) = bytes.split_first_chunk().expect("four bytes");
                field.whole = u64::from(u32::from_le_bytes(*float));
                bytes = rest;
            }
            other => panic!("no field has the form {other}"),
        }
        Some(field)
    })
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().expect("a whole number");
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

/// A constant and its name.
fn constant(bytes: &[u8]) -> (String, Tensor) {
    let (mut name, mut shape, mut kind, mut raw) = (String::new(), Vec::new(), 0, Vec::new());
    let mut listed: Vec<f64> = Vec::new();
    for field in fields(bytes) {
        match field.number {
            1 => shape.extend(field.wholes().iter().map(|&it| it as usize)),
            2 => kind = field.whole,
            4 => listed
                .extend(field.bytes.chunks(4).map(|it| f64::from(f32::from_le_bytes(it.try_into().expect("a float"))))),
            5 | 7 => listed.extend(field.wholes().iter().map(|&it| it as f64)),
            8 => name = field.text(),
            9 => raw = field.bytes.to_vec(),
            _ => {}
        }
    }
    let numbers = match kind {
        _ if raw.is_empty() => listed,
        1 => raw.chunks(4).map(|it| f64::from(f32::from_le_bytes(it.try_into().expect("a float")))).collect(),
        2 | 9 => raw.iter().map(|&it| f64::from(it)).collect(),
        3 => raw.iter().map(|&it| f64::from(it.cast_signed())).collect(),
        6 => raw.chunks(4).map(|it| f64::from(i32::from_le_bytes(it.try_into().expect("a number")))).collect(),
        7 => raw.chunks(8).map(|it| i64::from_le_bytes(it.try_into().expect("a number")) as f64).collect(),
        other => panic!("no plain constants of kind {other}: read them, the graph needs them"),
    };
    (name, Tensor::new(&shape, numbers))
}
