//! XML as a tree: a reader of the tests' own, which knows nothing of gazette's.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tree {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Tree>,
}

impl Tree {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Tree> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Reads a well-formed document.
pub(super) fn tree(text: &str) -> Tree {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Tree::default()];
    loop {
        let event = reader.read_event().expect("the document is well-formed");
        let start = match &event {
            Event::Start(start) | Event::Empty(start) => Some(Tree {
                name: start.name().as_ref().to_owned(),
                attributes: start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.expect("attributes are well-formed");
                        (attribute.key.as_ref().to_owned(), attribute.value.to_string())
                    })
                    .collect(),
                ..Tree::default()
            }),
            _ => None,
        };
        let last = open.last_mut().expect("there is always one");
        match event {
            Event::Start(_) => open.push(start.expect("it starts")),
            Event::Empty(_) => last.children.push(start.expect("it starts")),
            Event::End(_) => {
                let closed = open.pop().expect("it was opened");
                open.last_mut().expect("there is always one").children.push(closed);
            }
            Event::Text(text) => last.text.push_str(&text),
            Event::GeneralRef(reference) => last.text.push_str(match &*reference {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                other => panic!("&{other};"),
            }),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut document = open.pop().expect("there is always one");
    document.children.pop().expect("there is a root")
}
