//! Who may take part, as an organiser types it.

use serde::{Deserialize, Serialize};

use crate::fields::Puts;
use crate::id::RecordId;
use crate::intents::dates::day;
use crate::intents::fields::number_if;
use crate::intents::{lifted, none_wrong, one_line, said};
use crate::kinds::Record;
use crate::kinds::event::{Group, MAN, WOMAN, conditions};
use crate::refusal::Refusal;

/// The greatest age that is asked for.
const AGE_MAX: i64 = 120;
/// The most months of membership that are asked for.
const MONTHS_MAX: i64 = 600;

/// What is asked of those who come; what is left empty asks nothing (E-C13).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct ConditionsDraft {
    /// The id of a union: its members and those of the unions below it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub only_union: String,
    /// Kinds of member, several of them parted by 、 or a comma.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub only_category: String,
    /// 2 for women, 1 for men.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub only_sex: Option<i64>,
    /// From this age.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub age_from: Option<i64>,
    /// Up to this age.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub age_to: Option<i64>,
    /// A member for so many months.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub member_months: Option<i64>,
    /// The day on which all that is judged, `YYYY-MM-DD`; by itself it is the day of the close.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub eligibility_day: String,
}

impl ConditionsDraft {
    /// What holds of a group of an event.
    pub fn of(event: &Record, group: &str) -> Self {
        let said = crate::kinds::event::group(event, group);
        let asked = conditions(event, group);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            only_union: asked.union.map(|union| union.to_string()).unwrap_or_default(),
            only_category: text(said.and_then(|group| group.category().one())),
            only_sex: asked.sex,
            age_from: asked.age_from,
            age_to: asked.age_to,
            member_months: asked.months,
            eligibility_day: text(said.and_then(|group| group.day().one())),
        }
    }

    /// What is put into a group for what was typed.
    pub(super) fn put(&self, group: Puts<Group<'static>>, was: Option<Group<'_>>) -> Puts<Group<'static>> {
        let union = said(&self.only_union).and_then(|union| union.parse().ok());
        group
            .union(union.or(lifted(was.map(Group::union), RecordId::CITY)))
            .category(said(&self.only_category).or(lifted(was.map(Group::category), "")))
            .sex(self.only_sex.or(lifted(was.map(Group::sex), 0)))
            .age_from(self.age_from.or(lifted(was.map(Group::age_from), 0)))
            .age_to(self.age_to.or(lifted(was.map(Group::age_to), 0)))
            .months(self.member_months.or(lifted(was.map(Group::months), 0)))
            .day(said(&self.eligibility_day).or(lifted(was.map(Group::day), "")))
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        one_line(&self.only_category, "only_category", 200)?;
        if let Some(text) = said(&self.eligibility_day) {
            day(text, "eligibility_day")?;
        }
        let outside = |number: Option<i64>, most| number.is_some_and(|number| !(1..=most).contains(&number));
        let wrong = [
            ("only_union", said(&self.only_union).is_some_and(|union| union.parse::<RecordId>().is_err())),
            ("only_sex", self.only_sex.is_some_and(|sex| ![WOMAN, MAN].contains(&sex))),
            ("age_from", outside(self.age_from, AGE_MAX)),
            ("age_to", outside(self.age_to, AGE_MAX)),
            ("age_to", self.age_from.zip(self.age_to).is_some_and(|(from, to)| to < from)),
            ("member_months", outside(self.member_months, MONTHS_MAX)),
        ];
        none_wrong(wrong)
    }
}
