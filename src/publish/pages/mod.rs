//! The pages for people: all lists, a list, an entry. Templates are in `templates/site/`.
//!
//! A page is one file without script and without anything from elsewhere; links are relative, so that the tree can be read
//! from a disk, below any address, and from an archive.

mod entry;
mod front;
mod list;
mod render;
mod rows;

pub(super) use entry::Pages;
pub(super) use front::write_front;
pub(super) use list::write_list;
