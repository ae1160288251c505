//! What is paid upon a claim. A payment has a key, made of what was approved: whoever puts it on the list, on whichever
//! phone and however often, it is one payment (M-C15). What the bank said of it is recorded, and never refused (P1).

use jiff::civil::Date;

use super::payout;
use crate::kinds::Record;
use crate::state::VisibleValue;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid {
    /// On the list.
    Open,
    /// Paid on this day.
    On(Date),
    /// Taken from the list, or returned by the bank.
    Ended,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentState<'r> {
    /// Its key: the version that was approved, and which try it is.
    pub key: String,
    /// How much, in fen.
    pub amount: Option<i64>,
    /// The version that was approved.
    pub of: &'r str,
    /// The account.
    pub account: &'r str,
    /// How it stands.
    pub paid: Paid,
    /// Why the bank returned it.
    pub returned: Option<&'r str>,
    /// Two phones put different payments of one claim on the list: the money goes out once, by the first.
    pub surplus: bool,
    order: (bool, i64),
}

/// All payments, in the order in which they were put on the list.
pub fn payments(record: &Record) -> Vec<PaymentState<'_>> {
    let rank = |entry: &VisibleValue| (entry.witness.is_none(), entry.rank());
    let mut all: Vec<_> = payout(record)
        .payments()
        .filter_map(|one| {
            let (key, order) = (one.element()?, rank(one.at().shown()?));
            let results = || payout(record).results().filter(|result| result.undone().is_absent());
            let of_key: Vec<_> = results().filter(|result| result.key().one() == Some(key.as_str())).collect();
            // Money that came back was paid before: the return is the later of the two.
            let returned = of_key.iter().find_map(|result| result.returned().one());
            let day = of_key.iter().filter_map(|result| result.paid().one()).min();
            let paid = match (returned, day) {
                (Some(_), _) => Paid::Ended,
                (None, Some(day)) => Paid::On(day),
                (None, None) if !one.undone().is_absent() => Paid::Ended,
                (None, None) => Paid::Open,
            };
            Some(PaymentState {
                key,
                amount: one.amount().one(),
                of: one.of().one().unwrap_or_default(),
                account: one.account().one().unwrap_or_default(),
                paid,
                returned,
                surplus: false,
                order,
            })
        })
        .collect();
    all.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
    let stands = |one: &PaymentState<'_>| one.paid != Paid::Ended;
    let first = all.iter().filter(|one| stands(one)).min_by_key(|one| (one.paid == Paid::Open, one.order, one.key.clone()));
    let first = first.map(|one| one.key.clone());
    for one in all.iter_mut().filter(|one| one.paid != Paid::Ended) {
        one.surplus = first.as_ref() != Some(&one.key);
    }
    all
}

/// The payment that stands: what is paid before what is on the list, and the first of several.
pub fn standing_payment(record: &Record) -> Option<(PaymentState<'_>, Paid)> {
    let one = payments(record).into_iter().find(|one| one.paid != Paid::Ended && !one.surplus)?;
    let paid = one.paid;
    Some((one, paid))
}

/// Why the bank returned the last payment that it returned.
pub(super) fn was_returned(record: &Record) -> Option<&str> {
    payments(record).into_iter().rev().find_map(|one| one.returned)
}

/// The key of the next payment of a version: it is the same on every phone that knows the same payments (M-C15).
pub fn next_key(record: &Record, version: &str) -> String {
    let ended = payments(record).iter().filter(|one| one.paid == Paid::Ended).count();
    format!("{version}-{}", ended + 1)
}
