//! A name that the desk keeps is changed by the desk (A-C3).

#![allow(clippy::unwrap_used, reason = "tests")]

use zhijia_model::kinds::Record;
use zhijia_model::kinds::member::{self, NameRequest, Own, Staff, Verified};
use zhijia_model::{Header, Kind, Part, PartState, RecordId};

fn member_with(parts: &[(Part, Vec<(String, zhijia_model::Scalar)>)]) -> Record {
    let mut record = Record::new(Header::new(Kind::Member, RecordId::CITY, None, [1; 16]));
    for (part, puts) in parts {
        let mut state = PartState::default();
        for (key, value) in puts {
            state.set(key.as_str(), value.clone());
        }
        record.parts.insert(*part, state);
    }
    record
}

#[test]
fn another_name_than_the_desks_is_a_request_until_it_is_taken_or_declined() {
    let own = (Part::Own, Own::write().name("李小明").puts());
    let staff = |write: zhijia_model::fields::Puts<Staff<'static>>| (Part::Staff, write.puts());
    let waits = member_with(&[own.clone(), staff(Staff::write().name("李晓明"))]);
    assert_eq!(member::name_request(&waits), Some(NameRequest::Waits("李小明")));
    assert_eq!(member::name(&waits), "李晓明", "nothing changes before the desk decides");
    let declined = member_with(&[own.clone(), staff(Staff::write().name("李晓明").declined_name("李小明"))]);
    assert_eq!(member::name_request(&declined), Some(NameRequest::Declined("李小明")));
    let taken = member_with(&[own.clone(), staff(Staff::write().name("李小明"))]);
    assert_eq!(member::name_request(&taken), None);
    // Where no desk keeps a name, the person's own is the name; one on a document is changed with the document.
    assert_eq!(member::name_request(&member_with(std::slice::from_ref(&own))), None);
    let seen = (Part::Verified, Verified::write().name("李晓明").puts());
    assert_eq!(member::name_request(&member_with(&[own, staff(Staff::write().name("李晓明")), seen])), None);
}
