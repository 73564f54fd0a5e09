//! Elements of XML before they are written.

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) text: Option<String>,
    pub(crate) children: Vec<Branch>,
}

impl Branch {
    /// An element with a text.
    pub(crate) fn leaf(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: Some(text.into()),
            children: Vec::new(),
        }
    }

    /// An element that holds others.
    pub(crate) fn group(name: &'static str, children: Vec<Self>) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            text: None,
            children,
        }
    }

    /// An element that holds others, where there are any.
    pub(crate) fn group_of(name: &'static str, children: Vec<Self>) -> Option<Self> {
        (!children.is_empty()).then(|| Self::group(name, children))
    }

    /// Returns the element with one more attribute.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Returns an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Calls `see` with this element and all in it.
    pub(crate) fn walk<'b>(&'b self, see: &mut impl FnMut(&'b Self)) {
        see(self);
        for child in &self.children {
            child.walk(see);
        }
    }
}
