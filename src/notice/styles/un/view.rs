//! What a template of the style sees: what each committee did.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diff::Group;
use crate::notice::input::NoticeInput;
use crate::vocabulary::{CommitteeTerm, committee_of};

use super::bulk::{BulkView, MemberView, bulk};
use super::entry::{PrintedView, printed_view};
use super::event::{Event, Verb, day_of, events, programme_of};
use super::title::{Act, title};

pub(super) fn view(input: &NoticeInput<'_>) -> Value {
    Value::from(Serde(&un_view(input, &input.changes.groups())))
}

#[derive(Serialize)]
pub(super) struct UnView {
    title: String,
    acts: Vec<ActView>,
}

/// What one committee did in one manner.
#[derive(Serialize)]
pub(super) struct ActView {
    verb: &'static str,
    title: String,
    committee: String,
    list: String,
    scope: Option<String>,
    date: Option<String>,
    count: usize,
    bulk: Vec<BulkView>,
    alike: Vec<MemberView>,
    entries: Vec<PrintedView>,
}

pub(super) fn un_view(input: &NoticeInput<'_>, groups: &[Group]) -> UnView {
    let mut by_act: BTreeMap<(&str, Verb), Vec<Event<'_>>> = BTreeMap::new();
    for event in events(input) {
        let programme = programme_of(event.entry());
        by_act.entry((programme, event.verb())).or_default().push(event);
    }
    let acts: Vec<ActView> = by_act
        .into_iter()
        .map(|((programme, verb), events)| act(input, groups, programme, verb, &events))
        .collect();
    UnView {
        title: title_of(&acts),
        acts,
    }
}

pub(super) fn act(
    input: &NoticeInput<'_>,
    groups: &[Group],
    programme: &str,
    verb: Verb,
    events: &[Event<'_>],
) -> ActView {
    let committee = committee_of(programme);
    let day = day_of(input, verb, events).map(|day| day.to_string());
    let on = day.clone().unwrap_or_else(|| "9999-12-31".to_owned());
    let list = &input.new.list;
    let own_name = || list.notice.list_name.clone().unwrap_or_else(|| list.title.clone());
    let (bulk, alike) = bulk(groups, events);
    let alike_ids: BTreeSet<&str> = alike.iter().map(|member| member.id.as_str()).collect();
    let others = events
        .iter()
        .filter(|event| !alike_ids.contains(event.entry().id.as_str()));
    let entries = others.map(|event| printed_view(input, event)).collect();
    ActView {
        verb: match verb {
            Verb::Adds => "adds",
            Verb::Amends => "amends",
            Verb::Removes => "removes",
        },
        title: committee.map_or_else(|| list.authority.name.clone(), |term| term.title_on(&on).to_owned()),
        committee: committee.map_or_else(|| list.authority.name.clone(), |term| term.name_on(&on).to_owned()),
        list: committee.map_or_else(own_name, |term| term.list.clone()),
        scope: committee
            .and_then(|term: &CommitteeTerm| term.scope_on(&on))
            .map(str::to_owned),
        date: day,
        count: events.len(),
        bulk,
        alike,
        entries,
    }
}

fn title_of(acts: &[ActView]) -> String {
    let acts: Vec<Act<'_>> = acts
        .iter()
        .map(|act| Act {
            title: &act.title,
            verb: act.verb,
            count: act.count,
        })
        .collect();
    title(&acts)
}
