//! A drawing as SVG: it needs no other file, no script and no font of its own, and a legend explains its colours.

use std::fmt::Write;

use crate::ownership::Status;

use super::layout::{Layout, layout};
use super::picture::{Node, Picture};

/// A drawing of more boxes than this is no help to anybody, and `dot` draws it better.
pub const MOST_NODES: usize = 400;

/// Measures in pixels.
const BOX_WIDTH: usize = 236;
const LINE_HEIGHT: usize = 17;
const PADDING: usize = 9;
const GAP_ACROSS: usize = 36;
const GAP_DOWN: usize = 84;
const MARGIN: usize = 24;
const TITLE_HEIGHT: usize = 44;
const LEGEND_HEIGHT: usize = 44;

/// So many columns of text fit into a box, wide characters counting two.
const BOX_COLUMNS: usize = 22;
const MOST_NAME_LINES: usize = 3;
const LABEL_COLUMNS: usize = 32;

const STYLE: &str = "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1a1a1a}\
.name{font-weight:600}.id{fill:#555;font-size:12px}.title{font-size:15px;font-weight:600}\
.line{fill:none;stroke:#444;stroke-width:1.4}.faint{stroke:#999;stroke-dasharray:3 4}\
.label{text-anchor:middle;font-size:12px}.halo{fill:#fff}";

/// Returns the picture as a document of SVG 1.1, ending in a line end.
pub fn svg(picture: &Picture) -> String {
    let layout = layout(picture);
    let sheet = Sheet::of(picture, &layout);
    let title = escaped(&picture.title);
    let (width, height) = (sheet.width, sheet.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" \
         refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" \
         fill=\"#444\"/></marker></defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"{}\">{title}</text>\n",
        MARGIN + 8
    );
    for (at, run) in layout.lines.iter().enumerate() {
        out.push_str(&sheet.line(picture, at, run));
    }
    // Labels lie above all lines.
    out.push_str(&sheet.labels(picture, &layout));
    for (node, place) in picture.nodes.iter().zip(&layout.nodes) {
        out.push_str(&sheet.node(node, *place));
    }
    out.push_str(&legend(picture, height));
    out.push_str("</svg>\n");
    out
}

/// Returns the colours of a status: of the box and of its border.
pub(super) fn colours(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Designated => ("#fbdcdc", "#a51d2d"),
        Status::Blocked => ("#fde7cd", "#b35c00"),
        Status::Possibly => ("#fff8d6", "#8a7400"),
        Status::NotBlocked => ("#f1f1f1", "#777777"),
    }
}

/// Returns a status as a reader of a drawing needs it.
pub(super) fn status_text(status: Status) -> &'static str {
    match status {
        Status::Designated => "listed",
        status => status.as_str(),
    }
}

/// The sizes of a drawing.
struct Sheet {
    width: usize,
    height: usize,
    /// Where each layer begins, and the height of its boxes.
    rows: Vec<(usize, usize)>,
    widths: Vec<usize>,
}

impl Sheet {
    fn of(picture: &Picture, layout: &Layout) -> Self {
        let mut heights = vec![0; layout.widths.len()];
        for (node, (layer, _)) in picture.nodes.iter().zip(&layout.nodes) {
            heights[*layer] = heights[*layer].max(box_height(node));
        }
        let mut rows = Vec::new();
        let mut y = MARGIN + TITLE_HEIGHT;
        for height in heights {
            rows.push((y, height));
            y += height + GAP_DOWN;
        }
        let bottom = rows.last().map_or(y, |(y, height)| y + height);
        let across = layout.widths.iter().max().copied().unwrap_or(0);
        let least = columns(&picture.title) * 8;
        Self {
            width: 2 * MARGIN + (across * (BOX_WIDTH + GAP_ACROSS)).max(least).max(2 * BOX_WIDTH),
            height: bottom + LEGEND_HEIGHT + MARGIN,
            rows,
            widths: layout.widths.clone(),
        }
    }

    /// Returns the middle of a place, across.
    fn x(&self, (layer, place): (usize, usize)) -> usize {
        let slots = self.widths[layer].max(1);
        MARGIN + (self.width - 2 * MARGIN) * (2 * place + 1) / (2 * slots)
    }

    fn node(&self, node: &Node, place: (usize, usize)) -> String {
        let (fill, line) = colours(node.status);
        let Area { x, y, height, .. } = self.area(node, place);
        let dashes = if node.status == Status::Possibly {
            " stroke-dasharray=\"6 4\""
        } else {
            ""
        };
        let mut out = format!(
            "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{height}\" rx=\"5\" fill=\"{fill}\" \
             stroke=\"{line}\" stroke-width=\"1.6\"{dashes}/>",
            escaped(&format!("{} ({})", node.name, node.id))
        );
        let mut lines: Vec<(&str, String)> = name_lines(&node.name).into_iter().map(|line| ("name", line)).collect();
        lines.push(("id", shortened(&node.id, BOX_COLUMNS)));
        lines.push(("status", status_text(node.status).to_owned()));
        for (at, (class, text)) in lines.iter().enumerate() {
            let (x, y) = (x + PADDING, y + PADDING + 13 + at * LINE_HEIGHT);
            write!(
                out,
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
                escaped(text)
            )
            .expect("a String takes every text");
        }
        out.push_str("</g>\n");
        out
    }

    /// Returns the points of a line: from the edge of the upper box through places between boxes to the edge of the lower one.
    fn points(&self, picture: &Picture, at: usize, run: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let line = &picture.lines[at];
        let goes_down = run[0].0 < run[run.len() - 1].0;
        let last = run.len() - 1;
        let mut points = Vec::new();
        for (index, place) in run.iter().enumerate() {
            let x = self.x(*place);
            let (top, height) = self.rows[place.0];
            let node = match index {
                0 => Some(line.from),
                index if index == last => Some(line.to),
                _ => None,
            };
            let Some(node) = node else {
                points.extend(if goes_down {
                    [(x, top), (x, top + height)]
                } else {
                    [(x, top + height), (x, top)]
                });
                continue;
            };
            let own = box_height(&picture.nodes[node]);
            let upper = top + (height - own) / 2;
            let leaves_below = (index == 0) == goes_down;
            // A line that closes a circle runs beside the one that it answers.
            let aside = if goes_down { x } else { x + BOX_WIDTH / 5 };
            points.push((aside, if leaves_below { upper + own } else { upper }));
        }
        points
    }

    fn line(&self, picture: &Picture, at: usize, run: &[(usize, usize)]) -> String {
        let points = self.points(picture, at, run);
        let faint = if picture.lines[at].is_faint { " faint" } else { "" };
        let mut path = format!("M{} {}", points[0].0, points[0].1);
        for pair in points.windows(2) {
            let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
            let middle = usize::midpoint(y1, y2);
            write!(path, "C{x1} {middle} {x2} {middle} {x2} {y2}").expect("a String takes every text");
        }
        format!("<path class=\"line{faint}\" marker-end=\"url(#arrow)\" d=\"{path}\"/>\n")
    }

    /// Returns the labels, each where it covers neither a box nor a label before it, if there is such a place on its line.
    fn labels(&self, picture: &Picture, layout: &Layout) -> String {
        let mut taken: Vec<Area> = picture
            .nodes
            .iter()
            .zip(&layout.nodes)
            .map(|(node, place)| self.area(node, *place))
            .collect();
        let mut out = String::new();
        for (at, run) in layout.lines.iter().enumerate() {
            let text = shortened(&picture.lines[at].label, LABEL_COLUMNS);
            let points = self.points(picture, at, run);
            let areas: Vec<Area> = spots(&points).map(|spot| label_area(spot, &text)).collect();
            let free = areas.iter().find(|area| !taken.iter().any(|other| other.meets(area)));
            let Some(area) = free.or(areas.first()).copied() else {
                continue;
            };
            taken.push(area);
            writeln!(
                out,
                "<rect class=\"halo\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/><text class=\"label\" x=\"{}\" \
                 y=\"{}\">{}</text>",
                area.x,
                area.y,
                area.width,
                area.height,
                area.x + area.width / 2,
                area.y + 13,
                escaped(&text)
            )
            .expect("a String takes every text");
        }
        out
    }

    fn area(&self, node: &Node, place: (usize, usize)) -> Area {
        let (top, row_height) = self.rows[place.0];
        let height = box_height(node);
        Area {
            x: self.x(place) - BOX_WIDTH / 2,
            y: top + (row_height - height) / 2,
            width: BOX_WIDTH,
            height,
        }
    }
}

/// A part of the sheet.
#[derive(Debug, Clone, Copy)]
struct Area {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Area {
    fn meets(&self, other: &Self) -> bool {
        let apart = |start: usize, length: usize, other: usize, others: usize| {
            start + length <= other || other + others <= start
        };
        !(apart(self.x, self.width, other.x, other.width) || apart(self.y, self.height, other.y, other.height))
    }
}

fn label_area((x, y): (usize, usize), text: &str) -> Area {
    let width = columns(text) * 7 + 8;
    Area {
        x: x.saturating_sub(width / 2),
        y: y.saturating_sub(12),
        width,
        height: 17,
    }
}

/// Returns the places of a line at which its label may be, the best first: the middle of each piece, then towards its ends.
fn spots(points: &[(usize, usize)]) -> impl Iterator<Item = (usize, usize)> {
    let tenths = [5, 4, 6, 3, 7, 2, 8];
    tenths
        .into_iter()
        .flat_map(move |tenths| points.windows(2).map(move |pair| on_curve(pair[0], pair[1], tenths)))
}

/// Returns the point at so many tenths of the curve between two points, with the control points that [`Sheet::line`] gives it.
fn on_curve((x1, y1): (usize, usize), (x2, y2): (usize, usize), tenths: usize) -> (usize, usize) {
    let (t, u) = (tenths, 10 - tenths);
    let middle = usize::midpoint(y1, y2);
    let x = u * u * u * x1 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t * t * t * x2;
    let y = u * u * u * y1 + 3 * u * u * t * middle + 3 * u * t * t * middle + t * t * t * y2;
    (x / 1000, y / 1000)
}

fn legend(picture: &Picture, height: usize) -> String {
    let mut out = String::new();
    let mut x = MARGIN;
    let y = height - MARGIN - 16;
    for status in [
        Status::Designated,
        Status::Blocked,
        Status::Possibly,
        Status::NotBlocked,
    ] {
        if !picture.nodes.iter().any(|node| node.status == status) {
            continue;
        }
        let (fill, line) = colours(status);
        let text = status_text(status);
        writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"16\" height=\"16\" rx=\"3\" fill=\"{fill}\" stroke=\"{line}\"/><text x=\"{}\" \
             y=\"{}\">{text}</text>",
            x + 22,
            y + 13
        )
        .expect("a String takes every text");
        x += 22 + text.len() * 8 + 24;
    }
    if picture.lines.iter().any(|line| line.is_faint) {
        let (end, y) = (x + 28, y + 8);
        writeln!(
            out,
            "<path class=\"line faint\" d=\"M{x} {y}H{end}\"/><text x=\"{}\" y=\"{}\">does not count under this rule</text>",
            end + 6,
            y + 5
        )
        .expect("a String takes every text");
    }
    out
}

fn box_height(node: &Node) -> usize {
    (name_lines(&node.name).len() + 2) * LINE_HEIGHT + 2 * PADDING
}

/// Returns a name in lines that fit into a box; what does not fit is cut, and is whole in the box's title.
fn name_lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if columns(line) + 1 + columns(word) <= BOX_COLUMNS {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > MOST_NAME_LINES {
        lines.truncate(MOST_NAME_LINES);
        lines[MOST_NAME_LINES - 1].push_str(" …");
    }
    lines.iter().map(|line| shortened(line, BOX_COLUMNS)).collect()
}

fn shortened(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if columns(&short) + width(c) >= most {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Ideographs, Hangul and full-width forms are twice as wide as letters; a drawing needs no more exactness.
fn width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Control characters are no XML, and those that turn the direction of text would reach beyond their own.
fn escaped(text: &str) -> String {
    let plain = text.replace(
        |c: char| {
            c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
        },
        "\u{fffd}",
    );
    quick_xml::escape::escape(&plain).into_owned()
}
