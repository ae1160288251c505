//! The closed lists of the design: kinds, parts, roles and audiences, with their numbers on the wire.
//!
//! A number that this version does not know is carried and stored, never dropped (X-C5).

use crate::named::numbered;

numbered! {
    /// What a record is. Its `SPEC` in `kinds/` fixes its container, its parts, who writes and who reads them.
    Kind {
        /// A trade union (工会); its space is the union above, or the city.
        Union = 1 "union",
        /// A member (会员).
        Member = 2 "member",
        /// A role that a person holds in a space.
        Appointment = 3 "appointment",
        /// A workers' book-house (职工书屋).
        House = 4 "house",
        /// A title in a house, with its copies.
        Title = 5 "title",
        /// A copy in a reader's hands.
        Loan = 6 "loan",
        /// A book that came back to a phone which did not hold the loan.
        Return = 7 "return",
        /// A sports or cultural event (文体活动).
        Event = 8 "event",
        /// A person's sign-up for an event.
        SignUp = 9 "sign-up",
        /// A mutual-aid plan (职工医疗互助).
        Plan = 10 "plan",
        /// A person's enrolment in a plan for one period.
        Enrolment = 11 "enrolment",
        /// A reader's hold on a title (预约).
        Hold = 12 "hold",
        /// A unit's list for a plan (参保批次).
        Batch = 13 "batch",
        /// A member's claim upon a mutual-aid plan (申领).
        Claim = 14 "claim",
    }
}

numbered! {
    /// One small automerge document of a record, written by one role.
    Part {
        /// A union's or a member's data as the desk keeps it.
        Staff = 1 "staff",
        /// What a member says of himself or herself.
        Own = 2 "own",
        /// What a verifier has seen on a document.
        Verified = 3 "verified",
        /// An appointment's role and term.
        Grant = 4 "grant",
        /// What a keeper writes of a house, title, loan or return.
        Keeper = 5 "keeper",
        /// What an organiser writes of an event.
        Organiser = 6 "organiser",
        /// What the office of a plan's union writes.
        Office = 7 "office",
        /// What a borrower asks of a loan.
        Borrower = 8 "borrower",
        /// What a member asks of a sign-up or enrolment.
        Member = 9 "member",
        /// A sign-up on someone's behalf.
        Proxy = 10 "proxy",
        /// What happens at the door.
        Door = 11 "door",
        /// What a unit handler writes of an enrolment or list.
        Unit = 12 "unit",
        /// What the first check of a claim says (初审), and what was prepared of it.
        Check = 15 "check",
        /// What the second review of a claim says (复审).
        Review = 16 "review",
        /// Payments upon a claim, and what the bank said of them (给付).
        Payout = 17 "payout",
    }
}

numbered! {
    /// What an appointment allows a person to do in a space.
    Role {
        /// Keeps the union's own data, founds child unions, appoints.
        Desk = 1 "desk",
        /// Records what was seen on an identity document.
        Verifier = 2 "verifier",
        /// Lends and takes back books (书屋管理员).
        Keeper = 3 "keeper",
        /// Runs events (活动组织者).
        Organiser = 4 "organiser",
        /// Lists the people of a unit for mutual aid (经办人).
        Handler = 5 "handler",
        /// The office of a plan: sets it up and records payments.
        Office = 6 "office",
        /// Checks and decides claims upon the union's plans (互助审核).
        Reviewer = 7 "reviewer",
    }
}

numbered! {
    /// Who reads the same bytes.
    Audience {
        /// Everyone of the union and of the unions below.
        Public = 1 "public",
        /// Members' cards: name, employer, masked number.
        Cards = 2 "cards",
        /// The desk of a union.
        Desk = 3 "desk",
        /// The keepers of a house.
        Keeper = 4 "keeper",
        /// The organisers of an event.
        Organiser = 5 "organiser",
        /// The handlers and the office of a union.
        Handler = 6 "handler",
        /// The person a record is about.
        Mine = 7 "mine",
        /// The reviewers of a union's claims.
        Reviewer = 8 "reviewer",
        /// Who pays a union's claims out: whom, how much and to which account, and nothing of an illness.
        Payer = 9 "payer",
    }
}
