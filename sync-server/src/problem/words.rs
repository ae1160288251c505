//! Code, status and sentences of every problem, one below the other.

use http::StatusCode;

use super::{Code, Words};

macro_rules! table {
    ($($code:ident $name:literal $status:ident
        $zh_title:literal $zh_detail:literal $en_title:literal $en_detail:literal;)*) => {
        impl Code {
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

            /// The sentences: Chinese, English.
            pub const fn words(self) -> [Words; 2] {
                match self {
                    $(Self::$code => [
                        Words { title: $zh_title, detail: $zh_detail },
                        Words { title: $en_title, detail: $en_detail },
                    ]),*
                }
            }
        }
    };
}

table! {
    UnknownVersion "unknown-version" NOT_FOUND
        "协议版本不受支持" "服务器不支持该协议版本,请更新应用或联系工会管理员升级服务器。"
        "Unknown protocol version" "The hub does not speak this protocol version. Update the app, or ask the union to update the hub.";
    NotFound "not-found" NOT_FOUND
        "地址不存在" "服务器上没有这个地址,请检查服务器网址。"
        "Nothing here" "There is nothing at this address of the hub. Check the hub's address.";
    BadMethod "bad-method" METHOD_NOT_ALLOWED
        "请求方法不正确" "该地址不支持这种请求方法,请更新应用。"
        "Wrong method" "This address does not take this method. Update the app.";
    BadContentType "bad-content-type" UNSUPPORTED_MEDIA_TYPE
        "内容类型不正确" "请求的内容类型不是该地址所要求的类型,请更新应用。"
        "Wrong content type" "The request's content type is not the one that this address takes. Update the app.";
    BadEncoding "bad-encoding" UNSUPPORTED_MEDIA_TYPE
        "内容编码不正确" "请求内容的压缩方式未知或数据已损坏,请重试。"
        "Wrong content encoding" "The body's compression is unknown or damaged. Try again.";
    BadMessage "bad-message" BAD_REQUEST
        "消息格式不正确" "服务器无法读懂这条消息,请更新应用。"
        "Message not understood" "The hub cannot read this message. Update the app.";
    TooLarge "too-large" PAYLOAD_TOO_LARGE
        "内容过大" "一次发送的内容超过上限,请分几次发送。"
        "Too large" "The request is larger than the limit. Send it in several parts.";
    SlowRequest "slow-request" REQUEST_TIMEOUT
        "请求超时" "内容没有在规定时间内传完,请在信号较好时重试。"
        "Too slow" "The request did not arrive in time. Try again with a better connection.";
    NoSession "no-session" UNAUTHORIZED
        "尚未登录" "请求没有有效的会话凭证,应用会自动重新连接。"
        "No session" "The request carries no valid session token. The app opens a session again by itself.";
    SessionExpired "session-expired" UNAUTHORIZED
        "会话已过期" "会话已到期,应用会自动重新连接。"
        "Session expired" "The session has ended. The app opens a new one by itself.";
    DeviceRevoked "device-revoked" FORBIDDEN
        "此设备已被停用" "工会已停用此设备。未发送的内容仍保存在本机;如有疑问,请联系您的工会。"
        "This device was revoked" "The union has revoked this device. What was not sent stays on it; ask your union if you have questions.";
    MemberRevoked "member-revoked" FORBIDDEN
        "账号已被停用" "工会已停用您的账号。未发送的内容仍保存在本机;如有疑问,请联系您的工会。"
        "This account was revoked" "The union has revoked your account. What was not sent stays on your device; ask your union if you have questions.";
    DeviceUnknown "device-unknown" FORBIDDEN
        "服务器不认识此设备" "服务器上没有此设备的记录,请用新的邀请码重新加入。"
        "Device unknown" "The hub has no record of this device. Join again with a new invitation code.";
    DeviceKnown "device-known" CONFLICT
        "此设备已经加入" "此设备已绑定一名会员,邀请码没有被使用。"
        "Device joined already" "This device belongs to a member already. The invitation was not used.";
    InvitationMistyped "invitation-mistyped" UNPROCESSABLE_ENTITY
        "邀请码输入有误" "邀请码中有字符输错,请对照原件重新输入。"
        "Invitation code mistyped" "The code has a typing error. Compare it with the original and type it again.";
    InvitationUnknown "invitation-unknown" NOT_FOUND
        "没有这个邀请码" "服务器上没有这个邀请码,请确认服务器网址,或向工会索取新的邀请码。"
        "Invitation unknown" "The hub does not know this code. Check the hub's address, or ask the union for a new code.";
    InvitationUsed "invitation-used" CONFLICT
        "邀请码已被使用" "这个邀请码已在另一台设备上使用过,请向工会索取新的邀请码。"
        "Invitation used" "Another device has used this code. Ask the union for a new one.";
    InvitationExpired "invitation-expired" GONE
        "邀请码已过期" "这个邀请码已超过有效期,请向工会索取新的邀请码。"
        "Invitation expired" "This code has expired. Ask the union for a new one.";
    BadSignature "bad-signature" FORBIDDEN
        "签名不正确" "设备签名与其密钥不符,请重试;如仍不行,请用新的邀请码重新加入。"
        "Bad signature" "The device's signature does not fit its key. Try again; if that fails, join again with a new code.";
    StaleNonce "stale-nonce" CONFLICT
        "验证已过期" "用于验证的随机数已过期或已用过,请重试。"
        "Nonce stale" "The nonce is too old or was used already. Try again.";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS
        "请求过于频繁" "短时间内从此设备或此网络收到的请求太多,应用稍后会自动再试,您的内容已保存在本机。"
        "Too many requests" "This device or its network has sent too much in a short time. The app tries again by itself; your work is safe on your device.";
    TooManyGuesses "too-many-guesses" TOO_MANY_REQUESTS
        "邀请码尝试次数过多" "输入的未知邀请码太多,请过一段时间再试,并对照原件输入;也可向工会索取新的邀请码。"
        "Too many invitation codes tried" "Too many unknown codes were tried. Wait a while and try again with the original before you, or ask the union for a new code.";
    Overloaded "overloaded" SERVICE_UNAVAILABLE
        "服务器繁忙" "现在使用的人较多,应用稍后会自动重试,您的内容已保存在本机。"
        "Overloaded" "Many people are using the hub right now. The app tries again by itself; your work is safe on your device.";
    ShuttingDown "shutting-down" SERVICE_UNAVAILABLE
        "服务器正在重启" "服务器正在停止或重启,应用稍后会自动重试。"
        "Shutting down" "The hub is stopping or restarting. The app tries again by itself.";
    LedgerDown "ledger-down" SERVICE_UNAVAILABLE
        "服务器数据库不可用" "服务器暂时无法读取数据,请稍后再试或联系工会管理员。"
        "Ledger unavailable" "The hub cannot reach its data at the moment. Try later, or tell the union's administrator.";
    DiskFull "disk-full" INSUFFICIENT_STORAGE
        "服务器磁盘已满" "服务器磁盘已满,暂时无法接收内容,请通知工会管理员。您的内容已保存在本机。"
        "The hub's disk is full" "The hub cannot store anything at the moment; tell the union's administrator. Your work is safe on your device.";
    Clock "clock" SERVICE_UNAVAILABLE
        "服务器时钟不正确" "服务器的时钟不正确,请通知工会管理员校准时间。"
        "The hub's clock is wrong" "The clock of the hub's computer is wrong. Tell the union's administrator to set it.";
    Internal "internal" INTERNAL_SERVER_ERROR
        "服务器内部错误" "服务器出现意外错误,请稍后再试;如仍不行,请联系工会管理员。"
        "Internal error" "Something failed unexpectedly in the hub. Try later; if it stays, tell the union's administrator.";
}
