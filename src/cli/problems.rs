//! What is wrong with a file, in a line, for those commands that cannot go on; `gazette check` tells it at length.

use gazette::model::record::Fault;
use gazette::yaml::ProblemKind;

/// Returns a problem in words.
pub(crate) fn told(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Syntax(fault) => fault.to_string(),
        ProblemKind::Shape(Fault::UnknownField { name, .. }) => format!("`{name}` is no field here"),
        ProblemKind::Shape(Fault::MissingField { name, .. }) => format!("`{name}` is missing"),
        ProblemKind::Shape(Fault::WrongShape { expected }) => format!("{expected} belongs here"),
        ProblemKind::NoListFile => "the folder has no list.yaml".to_owned(),
        ProblemKind::UnknownFormat(_) => "this version reads format 1 only".to_owned(),
    }
}
