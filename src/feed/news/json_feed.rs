//! [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/).

use std::io::{self, Write};

use serde::Serialize;

use super::{Item, ItemFacts, News, Related};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    authors: [FeedAuthor<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    items: Vec<FeedItem<'a>>,
}

#[derive(Serialize)]
struct FeedAuthor<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct FeedItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_text: &'a str,
    date_published: String,
    tags: &'a [String],
    attachments: Vec<Attachment<'a>>,
    /// The extension of this program; its name begins with `_`, as the specification asks.
    _gazette: &'a ItemFacts,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    title: &'a str,
    size_in_bytes: u64,
}

/// Writes the feed as JSON Feed.
///
/// # Errors
///
/// Fails where `out` fails.
pub fn write_json_feed(news: &News, out: &mut dyn Write) -> io::Result<()> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &news.title,
        home_page_url: &news.home_page,
        feed_url: news.json_url.as_deref(),
        next_url: news.page.older.as_ref().map(|page| page.json.as_str()),
        description: news.description.as_deref(),
        authors: [FeedAuthor {
            name: &news.author.name,
            url: news.author.url.as_deref(),
        }],
        language: news.language.as_deref(),
        items: news.items.iter().map(feed_item).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &feed)?;
    out.write_all(b"\n")
}

fn feed_item(item: &Item) -> FeedItem<'_> {
    FeedItem {
        id: &item.id,
        url: &item.url,
        title: &item.title,
        content_text: &item.summary,
        date_published: item.time.to_string(),
        tags: &item.tags,
        attachments: item.related.iter().map(attachment).collect(),
        _gazette: &item.facts,
    }
}

fn attachment(related: &Related) -> Attachment<'_> {
    Attachment {
        url: &related.url,
        mime_type: &related.media_type,
        title: &related.title,
        size_in_bytes: related.bytes,
    }
}
