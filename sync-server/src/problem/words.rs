//! Code, status and sentences of every problem, one below the other. The sentences stand in the model's table.

use http::StatusCode;
use zhijia_model::Code;

use super::{ProblemCode, ProblemText};

macro_rules! table {
    ($($code:ident $name:literal $status:ident $told:ident;)*) => {
        impl ProblemCode {
            /// Every code, for documentation and tests.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The code as it travels.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name),* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status),* }
            }

            /// The code under which its sentences stand.
            pub const fn told(self) -> Code {
                match self { $(Self::$code => Code::$told),* }
            }
        }
    };
}

impl ProblemCode {
    /// The sentences: Chinese, English.
    pub fn words(self) -> [ProblemText; 2] {
        let told = self.told();
        let [zh, en] = [(told.zh(), told.next_zh(), "。"), (told.en(), told.next_en(), ".")];
        [zh, en].map(|(title, detail, stop)| ProblemText { title, detail: format!("{detail}{stop}") })
    }
}

table! {
    UnknownVersion "unknown-version" NOT_FOUND UnknownVersion;
    NotFound "not-found" NOT_FOUND NoSuchAddress;
    BadMethod "bad-method" METHOD_NOT_ALLOWED BadMethod;
    BadContentType "bad-content-type" UNSUPPORTED_MEDIA_TYPE BadContentType;
    BadEncoding "bad-encoding" UNSUPPORTED_MEDIA_TYPE BadEncoding;
    BadMessage "bad-message" BAD_REQUEST BadMessage;
    TooLarge "too-large" PAYLOAD_TOO_LARGE RequestTooLarge;
    SlowRequest "slow-request" REQUEST_TIMEOUT SlowRequest;
    NoSession "no-session" UNAUTHORIZED NoSession;
    SessionExpired "session-expired" UNAUTHORIZED SessionExpired;
    DeviceRevoked "device-revoked" FORBIDDEN DeviceRevoked;
    MemberRevoked "member-revoked" FORBIDDEN PersonRevoked;
    DeviceUnknown "device-unknown" FORBIDDEN DeviceUnknown;
    DeviceKnown "device-known" CONFLICT DeviceKnown;
    InvitationMistyped "invitation-mistyped" UNPROCESSABLE_ENTITY InvitationMistyped;
    InvitationUnknown "invitation-unknown" NOT_FOUND InvitationUnknown;
    InvitationUsed "invitation-used" CONFLICT InvitationUsed;
    InvitationExpired "invitation-expired" GONE InvitationExpired;
    BadSignature "bad-signature" FORBIDDEN BadSignature;
    StaleNonce "stale-nonce" CONFLICT StaleNonce;
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS TooManyRequests;
    TooManyGuesses "too-many-guesses" TOO_MANY_REQUESTS TooManyGuesses;
    Overloaded "overloaded" SERVICE_UNAVAILABLE Overloaded;
    ShuttingDown "shutting-down" SERVICE_UNAVAILABLE ShuttingDown;
    LedgerDown "ledger-down" SERVICE_UNAVAILABLE LedgerDown;
    DiskFull "disk-full" INSUFFICIENT_STORAGE HubDiskFull;
    Clock "clock" SERVICE_UNAVAILABLE HubClock;
    Internal "internal" INTERNAL_SERVER_ERROR HubInternal;
}
