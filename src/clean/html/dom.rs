//! The tree of a page: the one file that knows the parser.
//!
//! The parser's tree is read once into an array in document order, where a node's descendants
//! follow it without a gap. Nothing walks it recursively, and dropping it frees four arrays.

use dom_query::{Document, NodeData, NodeId};

use crate::text::TextSpan;

/// Names a node; ascending in document order.
pub(crate) type NodeIndex = usize;

/// A page's tree.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
    /// Names, attribute values and texts, one after the other.
    strings: String,
    attributes: Vec<Attribute>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    parent: u32,
    /// One past the last descendant.
    end: u32,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Text(TextSpan),
    Element {
        tag: TextSpan,
        first_attribute: u32,
        attribute_count: u16,
    },
}

#[derive(Clone, Copy, Debug)]
struct Attribute {
    name: TextSpan,
    value: TextSpan,
}

/// The parser's own tree, for an engine that works on it.
pub(crate) struct Parsed(Document);

/// Parses markup that [`tame`](super::tame) has made safe.
pub(crate) fn parse(markup: &str) -> Parsed {
    Parsed(Document::from(markup))
}

impl Parsed {
    /// Hands the parser's tree over.
    pub(crate) fn into_document(self) -> Document {
        self.0
    }

    /// Reads the tree into an array.
    pub(crate) fn to_dom(&self) -> Dom {
        let mut dom = Dom::default();
        let tree = &self.0.tree;
        let mut next = Some(tree.root_id());
        // The array's index of each node around the current one.
        let mut open: Vec<usize> = Vec::new();
        while let Some(id) = next {
            let found = tree.query_node(&id, |node| {
                (dom.push(&node.data, open.last().copied()), node.first_child)
            });
            let Some((index, first_child)) = found else {
                break;
            };
            if let Some(index) = index
                && let Some(child) = first_child
            {
                open.push(index);
                next = Some(child);
                continue;
            }
            next = self.after(&mut dom, id, &mut open);
        }
        while let Some(index) = open.pop() {
            dom.close(index);
        }
        dom
    }

    /// Returns the node that follows `id` and its descendants, closing the elements that end there.
    fn after(&self, dom: &mut Dom, id: NodeId, open: &mut Vec<usize>) -> Option<NodeId> {
        let mut id = id;
        loop {
            let links = |node: &dom_query::TreeNode| (node.next_sibling, node.parent);
            let (sibling, parent) = self.0.tree.query_node(&id, links)?;
            if sibling.is_some() {
                return sibling;
            }
            dom.close(open.pop()?);
            id = parent?;
        }
    }
}

impl Dom {
    /// Appends a node; `None` for one that has no place here, whose descendants are left out too.
    fn push(&mut self, data: &NodeData, parent: Option<usize>) -> Option<usize> {
        let content = match data {
            NodeData::Document | NodeData::Fragment => Content::Element {
                tag: TextSpan::default(),
                first_attribute: 0,
                attribute_count: 0,
            },
            NodeData::Text { contents } => Content::Text(self.string(contents)),
            NodeData::Element(element) => {
                let first = self.attributes.len();
                for attribute in &element.attrs {
                    let name: &str = &attribute.name.local;
                    if is_read(name) {
                        let name = self.string(name);
                        let value = self.string(&attribute.value);
                        self.attributes.push(Attribute { name, value });
                    }
                }
                let count = self.attributes.len() - first;
                Content::Element {
                    tag: self.string(&element.name.local),
                    first_attribute: u32::try_from(first).ok()?,
                    attribute_count: u16::try_from(count).ok()?,
                }
            }
            NodeData::Doctype { .. }
            | NodeData::Comment { .. }
            | NodeData::ProcessingInstruction { .. } => return None,
        };
        let index = self.nodes.len();
        let end = u32::try_from(index + 1).ok()?;
        self.nodes.push(Node {
            parent: parent.map_or(Ok(end - 1), u32::try_from).ok()?,
            end,
            content,
        });
        Some(index)
    }

    fn close(&mut self, index: usize) {
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.nodes.get_mut(index) {
            node.end = end;
        }
    }

    fn string(&mut self, text: &str) -> TextSpan {
        let start = self.strings.len();
        self.strings.push_str(text);
        TextSpan::new(start, self.strings.len())
    }

    /// Returns the number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the element that holds `node`; the root holds itself.
    pub(crate) fn parent(&self, node: NodeIndex) -> NodeIndex {
        self.nodes.get(node).map_or(0, |node| node.parent as usize)
    }

    /// Returns one past the last descendant of `node`.
    pub(crate) fn end(&self, node: NodeIndex) -> NodeIndex {
        self.nodes
            .get(node)
            .map_or(node + 1, |node| node.end as usize)
    }

    /// Returns the name of an element in lower case, `""` for a text.
    pub(crate) fn tag(&self, node: NodeIndex) -> &str {
        match self.nodes.get(node).map(|node| node.content) {
            Some(Content::Element { tag, .. }) => tag.of(&self.strings),
            _ => "",
        }
    }

    /// Returns the text of a text node.
    pub(crate) fn text(&self, node: NodeIndex) -> Option<&str> {
        match self.nodes.get(node)?.content {
            Content::Text(span) => Some(span.of(&self.strings)),
            Content::Element { .. } => None,
        }
    }

    /// Returns the value of an attribute.
    pub(crate) fn attribute(&self, node: NodeIndex, name: &str) -> Option<&str> {
        self.attributes(node)
            .find(|&(found, _)| found == name)
            .map(|(_, value)| value)
    }

    /// Iterates over the attributes of an element, name and value.
    pub(crate) fn attributes(&self, node: NodeIndex) -> impl Iterator<Item = (&str, &str)> {
        let range = match self.nodes.get(node).map(|node| node.content) {
            Some(Content::Element {
                first_attribute,
                attribute_count,
                ..
            }) => {
                let first = first_attribute as usize;
                first..first + usize::from(attribute_count)
            }
            _ => 0..0,
        };
        let attributes = self.attributes.get(range).unwrap_or_default();
        attributes
            .iter()
            .map(|a| (a.name.of(&self.strings), a.value.of(&self.strings)))
    }

    /// Iterates over the elements around `node`, from the nearest to the root.
    pub(crate) fn ancestors(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        let mut at = node;
        std::iter::from_fn(move || {
            let parent = self.parent(at);
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// Iterates over the elements below `node` with the given name.
    pub(crate) fn elements<'d>(
        &'d self,
        node: NodeIndex,
        tag: &'d str,
    ) -> impl Iterator<Item = NodeIndex> {
        (node..self.end(node)).filter(move |&at| self.tag(at) == tag)
    }

    /// Says whether an element is a heading's link to itself, shown as a sign alone: `¶`, `#`.
    pub(crate) fn is_permalink(&self, node: NodeIndex) -> bool {
        let leads_to_a_place = || {
            let address = self.attribute(node, "href");
            address.is_some_and(|address| address.contains('#'))
        };
        let is_in_heading = || {
            let mut around = self.ancestors(node).take(3);
            around.any(|at| matches!(self.tag(at), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
        };
        self.tag(node) == "a"
            && leads_to_a_place()
            && is_in_heading()
            && !self.text_of(node, 16).contains(char::is_alphanumeric)
    }

    /// Returns all text below `node`, scripts and styles left out, up to about `limit` bytes.
    pub(crate) fn text_of(&self, node: NodeIndex, limit: usize) -> String {
        let mut out = String::new();
        for at in node..self.end(node) {
            if out.len() > limit {
                break;
            }
            if let Some(text) = self.text(at)
                && !matches!(self.tag(self.parent(at)), "script" | "style")
            {
                out.push_str(text);
            } else if matches!(self.tag(at), "br" | "p" | "div" | "li" | "td") {
                out.push(' ');
            }
        }
        out
    }
}

/// Says whether an attribute is of use; addresses of pictures and scripts' data are most of a page.
fn is_read(name: &str) -> bool {
    !(name.starts_with("on")
        || matches!(
            name,
            "src" | "srcset" | "sizes" | "width" | "height" | "target" | "d"
        )
        || (name.starts_with("data-")
            && !matches!(
                name,
                "data-testid" | "data-component" | "data-type" | "data-qa" | "data-test"
            )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_array_mirrors_the_tree() {
        let dom =
            parse("<div id=a><p class=x>one <b>two</b></p><!-- c --><p>three</p></div>").to_dom();
        let p: Vec<_> = dom.elements(0, "p").collect();
        assert_eq!(p.len(), 2);
        assert_eq!(dom.text_of(p[0], 99).trim(), "one two");
        assert_eq!(dom.attribute(p[0], "class"), Some("x"));
        let around: Vec<_> = dom.ancestors(p[1]).map(|node| dom.tag(node)).collect();
        assert_eq!(around, ["div", "body", "html", ""]);
        assert_eq!(dom.end(0), dom.len());
        assert_eq!(dom.end(p[0]), p[0] + 4);
    }
}
