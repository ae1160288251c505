//! What can happen to claims: the own one and another person's, with roles that begin and end.

use zhijia_model::kinds::claim::{self, Check, Decided, Filed, Payout, Review};
use zhijia_model::kinds::sign_up::Wanted;
use zhijia_model::{Audience, Header, IntentId, Kind, Outcome, Part, RecordId, Scalar};

use super::town::{DAY, HOUR, Town, owned};

impl Town {
    pub(super) fn claim(&mut self, person: u8, what: u8, n: u8) {
        let whose = if person == 0 { self.me } else { RecordId([50 + person; 16]) };
        let number = if person < 2 { "JS-1" } else { "JS-2" };
        let header = claim::header(self.union, whose, self.plan, number, IntentId([person; 16]));
        let (intent, at) = (IntentId([n; 16]), self.now());
        let of = self.client.0.record(header.id()).unwrap().map(|record| claim::version(&record)).unwrap_or_default();
        let account = IntentId([9; 16]);
        match what {
            0 | 1 => {
                let wanted = if n < 6 { Wanted::In } else { Wanted::Out };
                let puts = Filed::write()
                    .asks(&intent, |ask| ask.is(wanted).at(at))
                    .name("张三")
                    .own_cost(i64::from(n % 3))
                    .settlement_no("JS-1")
                    .accounts(&account, |one| one.bank("农行").tail("0042").at(at));
                if person == 0 {
                    self.own(header, Part::Member, puts.puts());
                } else {
                    self.foreign(&header, Part::Member, Audience::Reviewer, &puts.puts());
                }
            }
            2 => {
                let is = [Decided::Pass, Decided::Pass, Decided::Reject, Decided::Papers][usize::from(n % 4)];
                let puts = Check::write().decisions(&intent, |one| one.at(at).is(is).amount(1).of(of.as_str()));
                self.foreign(&header, Part::Check, Audience::Reviewer, &puts.puts());
            }
            3 => {
                let account = account.to_string();
                let puts = Review::write().decisions(&intent, |one| {
                    one.at(at).is(Decided::Pass).amount(1).of(of.as_str()).account(account.as_str())
                });
                self.own(header, Part::Review, puts.puts());
            }
            4 => {
                let key = format!("{of}-1");
                let puts = Payout::write().payments(&key, |one| one.at(at).amount(1).of(of.as_str()).account("x"));
                let puts = puts.results(&intent, |one| one.key(key.as_str()).returned((n > 5).then_some("退回")));
                self.foreign(&header, Part::Payout, Audience::Payer, &puts.puts());
            }
            5 => self.judged(header.id(), Audience::Reviewer, Outcome::Duplicate),
            _ => {
                let role = if n < 5 { "reviewer" } else { "office" };
                let header = Header::new(Kind::Appointment, self.union, Some(self.me), [70 + n % 2; 16]);
                let ends = self.now() + i64::from(n) * HOUR + DAY;
                let puts = owned([("role", role.into()), ("until", Scalar::Int(ends))]);
                self.foreign(&header, Part::Grant, Audience::Mine, &puts);
            }
        }
    }
}
