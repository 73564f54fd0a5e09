//! `not-utf8`: a file is not UTF-8.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "not-utf8",
    severity: Severity::Error,
    locked: true,
    explanation: r#"
## What it finds

A file whose bytes are not UTF-8, such as one saved as Windows-1252 or UTF-16.

## Why it matters

Which letters other bytes mean is anybody's guess, and a guess in a name is a wrong name. The file is not read at all.

## Example

```yaml
names: [Jos\xe9]        # the byte E9 is é in Windows-1252 and nothing in UTF-8
```

## How to fix it

Save the file as UTF-8: `iconv -f WINDOWS-1252 -t UTF-8` does it where that was the encoding.
"#,
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::NotUtf8) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("save it as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` where it is a Windows text".to_owned()),
    })
}
