//! The one table of sentences: for each code what happened and what to do now, in Simplified Chinese and English.
//!
//! Model, hub, phone, bindings and demo say these sentences and no others for these codes. `docs/errors.md` is this
//! table for the makers of apps. `{field}` stands for the parameter: a field's name, or a number. None holds personal
//! data.

pub mod checks;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal: $zh:literal, $en:literal, next $next_zh:literal, $next_en:literal;)+) => {
        /// Why something was not done. The code is stable; the sentences may be improved.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant),+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The code with this text; `None` for one of a newer version.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// What happened, in Simplified Chinese; `{field}` stands for the field.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// What happened, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// What to do now, in Simplified Chinese.
            pub const fn next_zh(self) -> &'static str {
                match self { $(Self::$variant => $next_zh),+ }
            }

            /// What to do now, in English.
            pub const fn next_en(self) -> &'static str {
                match self { $(Self::$variant => $next_en),+ }
            }
        }
    };
}

codes! {
    // What the rules and the gate say of one change.
    /// A record that does not exist, or that the caller may not see: one answer for both.
    NotFound = "not-found": "没有找到这一条,或者它不在您的范围内", "Nothing is found here, or it is not yours to see",
        next "请核对后再试,或联系所在工会", "Check and try again, or ask your union";
    /// The author never had the role that this needs.
    NoAuthority = "no-authority": "这件事需要相应的岗位才能办", "This needs a role that you do not hold",
        next "请联系所在工会开通岗位,开通后再办", "Ask your union for the role, and do it then";
    /// The role ended before this was done.
    RoleEnded = "role-ended": "办这件事时,您的岗位已经结束", "Your role had ended when this was done",
        next "请所在工会确认后补办", "Ask your union to confirm it and to record it";
    /// The device was revoked.
    DeviceRevoked = "device-revoked": "这台手机已被停用,不能再收发", "This phone has been revoked and can no longer send or receive",
        next "没送出的内容还在本机。请到所在工会要新的邀请码,重新打开应用后登记", "What was not sent is still on this phone. Get a new invitation from your union, open the app again and join";
    /// The member was revoked as a person.
    PersonRevoked = "person-revoked": "您的账号已停用", "Your account has been revoked",
        next "没送出的内容还在本机。请联系所在工会", "What was not sent is still on this phone. Please contact your union";
    /// A change of a form that no honest app writes.
    BadForm = "bad-form": "这条记录的格式不对,没有收下", "The form of this record is wrong; it was not taken",
        next "请升级应用后再试;原样已留存", "Update the app and try again; it is kept as it was";
    /// A claimed time before 2000: seconds, or nothing, where milliseconds belong.
    BadTime = "bad-time": "这条记录写的时间在 2000 年以前,没有收下", "The time in this record lies before the year 2000; it was not taken",
        next "请检查手机时间、升级应用后再试;原样已留存", "Check the phone's clock, update the app and try again; it is kept as it was";
    /// More bytes or entries than allowed.
    TooLarge = "too-large": "内容太长了,没有收下", "This is too long and was not taken",
        next "请把内容写短一些再存", "Make it shorter and save again";
    /// A (actor, seq) pair was used twice: a database restored from a copy.
    Forked = "forked": "这台手机的数据像是从备份恢复的,正在自动修复", "This phone's data looks restored from a copy; it is being repaired",
        next "不用做什么,会自动重新送出", "Nothing to do: it is sent again by itself";
    /// It builds upon a refused change.
    Unjudged = "unjudged": "它前面的一步没有送成,正在重新整理", "The step before it was not taken; it is being done again",
        next "不用做什么,会自动重新送出", "Nothing to do: it is sent again by itself";
    /// The id does not belong to the header.
    BadHeader = "bad-header": "这条记录的编号和内容对不上", "The record's id does not belong to its header",
        next "请升级应用后再试;原样已留存", "Update the app and try again; it is kept as it was";
    /// A field is missing or wrong.
    BadField = "bad-field": "{field}填得不对", "{field} is not right",
        next "请改好这一项再存,别的内容都还在", "Correct this field and save again; all else is kept";
    /// A field is empty.
    EmptyField = "empty-field": "{field}还没有填", "{field} is empty",
        next "请填上这一项再存", "Fill it in and save again";
    /// A name holds what no name has: often a rare character that was lost on the way.
    BadName = "bad-name": "姓名里有问号、方框、数字或换行,可能是生僻字没有显示出来", "The name holds a question mark, a box, a digit or a line break; a rare character may have been lost",
        next "请重新输入姓名,生僻字可以用手写输入", "Enter the name again; handwriting input knows rare characters";
    /// The window has not opened.
    NotOpenYet = "not-open-yet": "还没有到报名时间", "Sign-up has not opened yet",
        next "到时间再来报名", "Come back when it opens";
    /// The window has closed; known on the phone.
    Closed = "closed": "报名已经截止", "Sign-up has closed",
        next "可以联系活动组织者,看能不能加座", "Ask the organiser whether there is a place left";
    /// What it belonged to is not this phone's to hold any more.
    ScopeForgotten = "scope-forgotten": "您在这里的岗位已结束,这件事还没有送出", "Your role here has ended, and this had not been sent yet",
        next "请所在工会按这里的内容补办;岗位恢复后也可以再送一次", "Ask your union to record it from what is kept here; with the role again you can send it again";
    /// The record was erased for good.
    RecordErased = "record-erased": "这条记录已按规定清除,这件事没有送出", "This record was erased for good, and this was not sent",
        next "不用做什么;您写的还留在本机", "Nothing to do; what you wrote is kept on this phone";
    /// Somebody has decided it already, or there is nothing to decide.
    NothingToDecide = "nothing-to-decide": "这一项已经办过,或没有要办的", "There is nothing to decide here any more",
        next "不用再办", "Nothing to do";
    /// How places are given was announced, and people signed up by it.
    ModeAnnounced = "mode-announced": "报名已经开始,名额怎么定不能再改", "Sign-up has opened; how places are given stays as it was announced",
        next "要换办法,请取消这个活动,另办一个", "To change it, cancel this event and hold another one";
    /// A draw takes place a day after the close, and the event begins before.
    DrawTooLate = "draw-too-late": "抽签在报名截止满一天后揭晓,这时活动已经开始", "A draw is revealed a day after the close, and the event begins before that",
        next "请让报名截止早于活动开始一天以上", "Let sign-up close more than a day before the event begins";
    /// Places are settled after the close.
    NotClosedYet = "not-closed-yet": "报名还没有截止", "Sign-up has not closed yet",
        next "截止后再定榜;也可以先截止报名", "Settle the places after the close; you can close sign-up now";
    /// There is nothing to settle, or it was done.
    NothingToSettle = "nothing-to-settle": "这个活动没有要定的榜,或已经定过", "There are no places to settle here, or they were settled",
        next "不用再办", "Nothing to do";
    /// The event is over.
    EventOver = "event-over": "活动已经结束", "The event is over",
        next "请留意下一次活动", "Look out for the next one";
    /// The organiser took the place away; only the organiser gives it back.
    RemovedByOrganiser = "removed-by-organiser": "组织者已取消您的名额", "The organiser has removed you from this event",
        next "想参加请联系活动组织者恢复", "Ask the organiser to put you back";
    /// The event was cancelled.
    EventCancelled = "event-cancelled": "活动已取消", "The event is cancelled",
        next "不用做什么,不影响您以后报名", "Nothing to do; it does not count against you";
    /// A person of this name and employer was recorded at the door already.
    AlreadyHere = "already-here": "已经登记过同名同单位的人到场", "A person of this name and employer is here already",
        next "同一个人不用再登;确是另一位,请选“另一位同名的人”再登记", "Nothing to do for the same person; record another one as another person of this name";
    /// Signed up already.
    AlreadySignedUp = "already-signed-up": "您已经报过名了", "You have signed up already",
        next "不用再报;不去的话可以撤回", "No need to do it again; you can withdraw";
    /// Open to another union's members (E-C13).
    OtherUnion = "other-union": "这次活动只限指定工会的会员报名", "This is open to the members of another union",
        next "请看看别的活动;您的所属工会登记有误,请联系所在工会", "Look at the other events; if your own union is recorded wrongly, ask it";
    /// Open to other kinds of member.
    OtherCategory = "other-category": "这次活动只限指定类别的会员报名", "This is open to other categories of members",
        next "请看看别的活动;会员类别登记有误,请联系所在工会更正", "Look at the other events; if your category is recorded wrongly, ask your union";
    /// Open to women.
    WomenOnly = "women-only": "这里只限女会员报名", "This is open to women",
        next "请看看别的活动;登记有误请联系所在工会更正", "Look at the other events; if something is recorded wrongly, ask your union";
    /// Open to men.
    MenOnly = "men-only": "这里只限男会员报名", "This is open to men",
        next "请看看别的活动;登记有误请联系所在工会更正", "Look at the other events; if something is recorded wrongly, ask your union";
    /// Younger than asked on the day that counts.
    TooYoung = "too-young": "到规定的那天还不满 {field} 周岁", "This is open from the age of {field} on the day that counts",
        next "请看看别的活动;出生日期登记有误,请联系所在工会更正", "Look at the other events; if the day of birth is recorded wrongly, ask your union";
    /// Older than asked on the day that counts.
    TooOld = "too-old": "到规定的那天已经超过 {field} 周岁", "This is open up to the age of {field} on the day that counts",
        next "请看看别的活动;出生日期登记有误,请联系所在工会更正", "Look at the other events; if the day of birth is recorded wrongly, ask your union";
    /// A question that everybody answers is open.
    AnswerMissing = "answer-missing": "有一个必答的问题还没有回答", "A question that everybody answers is still open",
        next "请回答这一项再报名", "Answer it and sign up again";
    /// An answer of another form than asked.
    AnswerWrong = "answer-wrong": "这个回答填得不对", "This answer is not right",
        next "请改好这一项再存,别的内容都还在", "Correct it and save again; all else is kept";
    /// The event says what one agrees to, and the person did not.
    WaiverNotAgreed = "waiver-not-agreed": "还没有同意参加须知", "The terms of taking part are not agreed to",
        next "请先看一遍须知,同意后再报名", "Read them, and sign up once you agree";
    /// What one agrees to is another text by now.
    WaiverChanged = "waiver-changed": "参加须知刚刚改过", "The terms of taking part have changed",
        next "请再看一遍,同意后再报名", "Read them again, and sign up once you agree";
    /// Nothing to withdraw.
    NotSignedUp = "not-signed-up": "您还没有报名", "You have not signed up",
        next "想参加的话可以现在报名", "You can sign up now";
    /// All copies are out, as far as this phone knows; the keeper has it in hand all the same.
    CopyOut = "copy-out": "记录上这一册还没有还", "By the records this copy is still out",
        next "书在您手上就照常办:先记还书,再借出", "If it is in your hand, record its return and lend it";
    /// The same reader has this copy already (L-C4).
    LentToThem = "lent-to-them": "这一册已经借给这位读者", "This reader has this copy already",
        next "不用再借;要多看一阵请办续借", "Nothing to lend; renew the loan to keep it longer";
    /// The borrower has as many books as the house lends (L-03).
    LimitReached = "limit-reached": "已借 {field} 册,到上限了", "{field} books are out, and that is the limit",
        next "还一册再借;确有需要可由书屋管理员破例办理", "Return one first; the keeper may make an exception";
    /// Renewed as often as allowed (L-06).
    RenewedOut = "renewed-out": "这一册已经续借过了", "This loan was renewed already",
        next "请在到期前归还", "Please return it by its date";
    /// Renewal is allowed from some days before the due date.
    RenewTooEarly = "renew-too-early": "还不到续借的时候", "It is too early to renew",
        next "到期前 {field} 天内再来续借", "Renew within {field} days before it is due";
    /// It is back already (L-C7).
    AlreadyReturned = "already-returned": "这一册已经还了", "This book is back already",
        next "不用再办", "Nothing to do";
    /// Enrolled in this plan and period already (M-01).
    AlreadyEnrolled = "already-enrolled": "这一期您已经参保", "You are enrolled for this period already",
        next "不用再报;以首次参保为准", "Nothing to do: the first enrolment counts";
    /// There is no enrolment to withdraw.
    NotEnrolled = "not-enrolled": "这一期您没有参保", "You are not enrolled for this period",
        next "不用撤回;想参保可以现在登记", "Nothing to withdraw; you can enrol now";
    /// The plan's window has not opened.
    PlanNotOpen = "plan-not-open": "还没有到参保时间", "Enrolment has not opened yet",
        next "到时间再来登记", "Come back when it opens";
    /// A day that has not come yet.
    DayToCome = "day-to-come": "{field}还没有到", "{field} is a day to come",
        next "请填已经过去的日子,或者今天", "Give a day that is past, or today";
    /// The plan's window is closed.
    PlanClosed = "plan-closed": "这一期参保的时间已过", "Enrolment for this period is closed",
        next "请留意下一期,或问问经办人能否补保", "Look out for the next period, or ask your handler";
    /// Nothing of a unit's list differs from what was handed in.
    NothingToHandIn = "nothing-to-hand-in": "名单和上次上报的一样,没有要上报的", "Nothing has changed since the list was handed in",
        next "要增减人员,请先改名单", "Put people on the list or take them off it first";
    /// Two handlers said different numbers of shares of one line (M-C5).
    LinesUnsettled = "lines-unsettled": "有 {field} 人的份数两位经办人填得不一样", "Two handlers said different shares of {field} people",
        next "请先把这几人的份数定下来,再上报", "Settle how many shares they have, then hand the list in";
    /// The number of people that a unit has is below that of its list (M-04).
    RosterTooSmall = "roster-too-small": "单位应参保人数不能少于名单上的 {field} 人", "The unit has at least the {field} people of its list",
        next "请填单位符合条件的总人数", "Give the number of all people of the unit who may take part";
    /// What is not handed in cannot be decided upon.
    NotHandedIn = "not-handed-in": "这份名单没有待受理的内容", "This list has nothing to decide upon",
        next "等单位上报后再办", "Wait until the unit hands it in";
    /// Too few people of a unit take part (M-04).
    TooFewTakePart = "too-few-take-part": "参保率低于这个项目要求的 {field}%", "Fewer than {field} of a hundred take part",
        next "请退回单位补充,或者写明作为例外受理", "Give it back to the unit, or accept it as an exception";
    /// More people than one change can hold.
    ListTooLong = "list-too-long": "一次最多 {field} 人", "At most {field} people at once",
        next "请分几次办", "Do it in several steps";
    /// What union, employer and member pay is not the fee, or the payer pays nothing.
    FeeSplit = "fee-split": "工会、单位、个人分担的金额与费用对不上", "What union, employer and member pay does not make the fee",
        next "请核对:三方金额之和等于费用,缴费方的一份大于零;工会缴费的项目由工会全付",
            "Check that the three make the fee and that the payer's is above zero; where the union pays, it pays all";
    /// There is no such copy or title here.
    UnknownBarcode = "unknown-barcode": "本机没有这个条码的书", "No book with this barcode is on this phone",
        next "请核对条码;新书请先编目", "Check the barcode; catalogue a new book first";
    /// A barcode stands for several copies (L-08).
    AmbiguousBarcode = "ambiguous-barcode": "有几册书用了同一个条码", "Several copies carry this barcode",
        next "请从列出的几册里选一册", "Choose one of the copies listed";
    /// The reader has a hold on the title already (L-04).
    AlreadyHeld = "already-held": "您已经预约过这种书", "You have a hold on this title already",
        next "不用再约;轮到您时会提醒", "Nothing to do: you are told when it is your turn";
    /// There is no hold to cancel.
    NotHeld = "not-held": "这里没有要取消的预约", "There is no hold to cancel here",
        next "不用再办;想借可以再预约", "Nothing to do; you can place a hold again";
    /// A copy stands on the shelf of a house of the own union.
    OnTheShelf = "on-the-shelf": "架上还有这种书", "A copy is on the shelf",
        next "不用预约,直接去书屋借", "No need for a hold: just go and borrow it";
    /// As many holds as a reader may have.
    HoldLimit = "hold-limit": "已预约 {field} 种,到上限了", "{field} holds are placed, and that is the limit",
        next "取消一个再约", "Cancel one first";
    /// What is on the shelf is kept for those who asked before (L-05).
    CopyKept = "copy-kept": "架上的这种书是留给预约读者的", "What is on the shelf is kept for readers who asked for it",
        next "要先借给别人,请写明原因;预约的读者排到下一册最前面", "To lend it to somebody else, say why; the reader who asked is first for the next copy";
    /// Somebody waits for the title (L-C9).
    Awaited = "awaited": "有读者在等这种书,不能续借", "Another reader waits for this title, so it cannot be renewed",
        next "请在到期前归还;还想看可以预约", "Please return it by its date; you can place a hold on it";
    /// What was scanned is no pass.
    NotAPass = "not-a-pass": "这个码不是会员凭证", "This code is not a pass",
        next "请会员打开应用里的入场码再扫,也可以按姓名查找", "Ask for the pass in the app and scan that, or find the person by name";
    /// A pass that another hub signed.
    PassOfAnotherHub = "pass-of-another-hub": "这张凭证不是本会系统发的", "This pass was issued by another system",
        next "请按姓名查找;名单上没有,可以按现场参加登记", "Find the person by name; who is not on the list can be recorded as a walk-in";
    /// The signature does not fit what the pass says.
    PassForged = "pass-forged": "这张凭证的签名对不上", "The signature of this pass does not fit",
        next "请本人打开应用重新出示,或按姓名查找", "Ask the person to show it again in the app, or find them by name";
    /// A card that its own device did not show just now.
    PassShownBefore = "pass-shown-before": "这张会员卡不是刚刚出示的", "This card was not shown just now",
        next "请本人打开应用当面出示,照片和截图不作数", "Ask the person to show it in the app: a photo or a screenshot does not count";
    /// It ended.
    PassEnded = "pass-ended": "这张凭证已过期", "This pass has ended",
        next "请本人联网后重新出示,或按姓名查找", "Ask the person to connect once and show it again, or find them by name";
    /// It does not count yet.
    PassNotYet = "pass-not-yet": "这张凭证还没有生效", "This pass does not count yet",
        next "生效后再用", "Use it once it counts";
    /// A place at another event.
    PassOfAnotherEvent = "pass-of-another-event": "这不是本场活动的入场码", "This pass is not for this event",
        next "请换本场的入场码;人已经到了,可以按现场参加登记", "Ask for the pass of this event; who is here can be recorded as a walk-in";
    /// The person has not consented that reviewers see medical data (M-09).
    ConsentNeeded = "consent-needed": "提交前,要您同意审核人员查看医疗资料", "Before it is filed, you have to consent that the reviewers see medical data",
        next "同意后再提交;不愿意的话,可以到工会窗口办纸质申领", "Consent and file it, or claim on paper at your union's desk";
    /// A claim with this bill's number is filed already (M-07).
    AlreadyClaimed = "already-claimed": "这张结算单已经申领过", "This settlement has been claimed already",
        next "不用再填;要补充,请打开原来那一份", "Nothing to do; open that claim to add to it";
    /// There is no filed claim to withdraw.
    NotFiled = "not-filed": "这份申领没有提交", "This claim is not filed",
        next "不用撤回;想申领可以提交", "Nothing to withdraw; you can file it";
    /// As many photographs as a claim has at most.
    TooManyPhotographs = "too-many-photographs": "一份申领最多放 {field} 张照片", "A claim has at most {field} photographs",
        next "请先拿掉一张再放", "Take one out first";
    /// The claim says something else than what the reviewer saw (M-C14).
    ClaimChanged = "claim-changed": "申领的内容刚有变动", "The claim has just changed",
        next "请重新看过再办", "Look at it again and decide then";
    /// A reviewer's own claim.
    OwnClaim = "own-claim": "这是您自己的申领", "This is your own claim",
        next "请别的审核人员办", "Leave it to another reviewer";
    /// Who has checked a claim does not review it (M-C13).
    FourEyes = "four-eyes": "这一步要由另一位审核人员办", "Another reviewer has to take this step",
        next "您已办过前一步,请同事接着办", "You have taken the step before; ask a colleague";
    /// Another claim upon the same bill is the one that counts (M-C12).
    ClaimDuplicate = "claim-duplicate": "同一张结算单已有另一份申领在办", "Another claim upon the same bill is being processed",
        next "请办先提交的那一份,材料会合在一起看", "Decide about the one that was filed first; the papers of both are shown there";
    /// Nothing is to be paid: it is not approved, held, or paid already.
    NotToPay = "not-to-pay": "这一笔现在不能付", "This cannot be paid now",
        next "请先看它的状态:没有核准、有变动,或已经付过", "Look at its state: it is not approved, something has changed, or it is paid";

    // What stands in the way on the phone itself.
    /// Nobody has joined on this phone yet.
    NotJoined = "not-joined": "这台手机还没有登记", "This phone has not joined yet",
        next "请用工会给的邀请码登记一次", "Join once with the invitation code from your union";
    /// The system gives no random numbers.
    NoRandomness = "no-randomness": "手机暂时给不出随机数", "The device gives no random numbers now",
        next "请重启手机后再试", "Restart the device and try again";
    /// The system starts no threads.
    NoThreads = "no-threads": "手机暂时开不了新线程", "The device starts no threads now",
        next "请重启手机后再试", "Restart the device and try again";
    /// The file system failed in another way than being full.
    Storage = "storage": "手机的存储读写出错", "The device's storage failed",
        next "请检查存储空间,再试一次", "Check the storage and try again";
    /// The hub cannot be reached.
    HubUnreachable = "hub-unreachable": "现在连不上服务器", "The server cannot be reached now",
        next "照常使用就行,联网后会自动送出", "Carry on: what you do is sent by itself when there is a connection";
    /// The hub cannot be reached to join: nothing of it is kept, so nothing is sent by itself.
    JoinNeedsHub = "join-needs-hub": "登记要联网,现在连不上服务器", "Joining needs the server, which cannot be reached now",
        next "请联网后再登记一次,邀请码还能用", "Connect and join again; the invitation code is still good";
    /// The hub's answer is not of this protocol.
    BadAnswer = "bad-answer": "服务器的回答看不懂", "The server's answer cannot be read",
        next "请检查服务器地址,或升级应用", "Check the server's address, or update the app";
    /// The hub's address is none.
    BadAddress = "bad-address": "服务器地址不对", "The server's address is not right",
        next "地址要以 https:// 开头", "An address begins with https://";
    /// Another hub answers than the one that was joined.
    OtherHub = "other-hub": "这不是您登记时的那台服务器", "This is not the server that you joined",
        next "请不要继续,联系所在工会核对地址", "Stop here and ask your union for the right address";
    /// The key is not the one that the phone's data were made with.
    WrongKey = "wrong-key": "密钥打不开本机的数据", "The key does not open this phone's data",
        next "请解锁手机后再打开应用;仍然不行请联系所在工会,数据没有动过", "Unlock the device and open the app again; if that does not help, ask your union: the data are untouched";
    /// What the app gives as a key is none.
    KeyLength = "key-length": "密钥不是 32 个字节", "The key is not 32 bytes long",
        next "请应用生成 32 个随机字节作密钥,存进系统密钥库", "The app makes a key of 32 random bytes and keeps it in Keystore or Keychain";
    /// A newer version of the app wrote something that decides here, and this version does not know what it means.
    NeedsUpdate = "needs-update": "这一项是更新版本的应用写的,这个版本还办不了", "A newer version of the app wrote this; this version cannot act on it",
        next "请升级应用后再办", "Update the app and do it then";
    /// A newer version of the app wrote the phone's data.
    NewerDatabase = "newer-database": "本机的数据是更新版本的应用写的", "This phone's data were written by a newer version of the app",
        next "请升级应用;数据没有动过", "Update the app; the data are untouched";
    /// Another process holds the phone's data.
    DatabaseLocked = "database-locked": "数据正被另一个程序使用", "The data are in use by another program",
        next "请关掉另一个窗口后再试", "Close the other one and try again";
    /// The app was paused and not resumed.
    Paused = "paused": "应用正在后台暂停", "The app is paused in the background",
        next "回到应用后再试", "Come back to the app and try again";
    /// There is no room on the device.
    DiskFull = "disk-full": "手机存储空间满了,这一步没有记下", "The device's storage is full; this step was not saved",
        next "请腾出一些空间后再做一次,以前的内容都还在", "Free some space and do it again; everything before is kept";
    /// The phone's data file is damaged.
    Damaged = "damaged": "本机的数据文件损坏了", "This phone's data file is damaged",
        next "请关闭应用再打开,会自动修复;没送出的内容会尽量找回", "Close the app and open it again: it repairs itself and recovers what was not sent";
    /// The phone's database failed in another way.
    Database = "database": "本机数据库出错,这一步没有记下", "The phone's database failed; this step was not saved",
        next "请再试一次;还不行请重启应用", "Try again; if it fails again, restart the app";
    /// The phone's clock is wrong; the field says by how much and which way.
    ClockOff = "clock-off": "这台手机的时间{field}", "This phone's clock is {field}",
        next "报名、借还都按服务器的时间算,不会因此吃亏;请在系统设置里打开“自动设置时间”", "Everything is judged by the server's time, so nothing is lost; set the date and time to automatic in the settings";
    /// Logging out would take work that the hub does not have.
    UnsentWork = "unsent-work": "还有 {field} 件没有送出", "{field} things are not sent yet",
        next "请先联网送出;确实不要了,可以选择放弃", "Send them first, or choose to discard them";
    /// A damaged database was found and replaced; the field says what was found again.
    DataRecovered = "data-recovered": "这台手机上的数据损坏过,找回了 {field}", "The data on this phone was damaged; unsent actions found again: {field}",
        next "服务器上的内容会重新取回;请看看最近做的事在不在,缺了的再做一次", "What the server has comes again; look whether what you did lately is there, and do again what is missing";
    /// A defect stopped one step; the phone itself goes on.
    Unfinished = "unfinished": "这一步没有做完", "This step was not finished",
        next "请再试一次", "Please try again";
    /// The app or the person stopped it, and nothing of it was kept.
    Stopped = "stopped": "已停止,没有改动", "It was stopped; nothing was changed",
        next "需要时可以再做一次", "Do it again when you like";
    /// A file that cannot be imported; why stands in a sentence of its own.
    FileUnusable = "file-unusable": "这个文件不能导入", "This file cannot be imported",
        next "书目没有改动", "Nothing was changed in the catalogue";
    /// The phone was shut down by its app.
    PhoneClosed = "phone-closed": "应用已关闭这台手机的数据", "This phone is closed",
        next "请重新打开应用", "Open the app again";
    /// The app's own listener failed.
    Listener = "listener": "应用里接收更新的代码出错", "The app's listener failed",
        next "请重新打开这个页面", "Open this screen again";

    // What the hub says of a request as a whole; `docs/protocol.md` has the names and statuses on the wire.
    /// The path asks for a protocol version that this hub does not speak.
    UnknownVersion = "unknown-version": "协议版本不受支持", "Unknown protocol version",
        next "服务器不支持该协议版本,请更新应用或联系工会管理员升级服务器", "The hub does not speak this protocol version. Update the app, or ask the union to update the hub";
    /// There is nothing at this path.
    NoSuchAddress = "no-such-address": "地址不存在", "Nothing here",
        next "服务器上没有这个地址,请检查服务器网址", "There is nothing at this address of the hub. Check the hub's address";
    /// The path does not know this method.
    BadMethod = "bad-method": "请求方法不正确", "Wrong method",
        next "该地址不支持这种请求方法,请更新应用", "This address does not take this method. Update the app";
    /// The content type is not the one that this path takes.
    BadContentType = "bad-content-type": "内容类型不正确", "Wrong content type",
        next "请求的内容类型不是该地址所要求的类型,请更新应用", "The request's content type is not the one that this address takes. Update the app";
    /// The content encoding is unknown, or the compressed body is damaged.
    BadEncoding = "bad-encoding": "内容编码不正确", "Wrong content encoding",
        next "请求内容的压缩方式未知或数据已损坏,请重试", "The body's compression is unknown or damaged. Try again";
    /// The body is not the message that this path takes.
    BadMessage = "bad-message": "消息格式不正确", "Message not understood",
        next "服务器无法读懂这条消息,请更新应用", "The hub cannot read this message. Update the app";
    /// The body is too large, compressed or decompressed.
    RequestTooLarge = "request-too-large": "内容过大", "Too large",
        next "一次发送的内容超过上限,请分几次发送", "The request is larger than the limit. Send it in several parts";
    /// The body did not arrive in time.
    SlowRequest = "slow-request": "请求超时", "Too slow",
        next "内容没有在规定时间内传完,请在信号较好时重试", "The request did not arrive in time. Try again with a better connection";
    /// No session token came with the request, or it is not one of this hub's.
    NoSession = "no-session": "尚未登录", "No session",
        next "请求没有有效的会话凭证,应用会自动重新连接", "The request carries no valid session token. The app opens a session again by itself";
    /// The session token has ended.
    SessionExpired = "session-expired": "会话已过期", "Session expired",
        next "会话已到期,应用会自动重新连接", "The session has ended. The app opens a new one by itself";
    /// The hub does not know the device.
    DeviceUnknown = "device-unknown": "服务器不认识此设备", "Device unknown",
        next "服务器上没有此设备的记录,请用新的邀请码重新加入", "The hub has no record of this device. Join again with a new invitation code";
    /// The device key is bound to a member already.
    DeviceKnown = "device-known": "此设备已经加入", "Device joined already",
        next "此设备已绑定一名会员,邀请码没有被使用", "This device belongs to a member already. The invitation was not used";
    /// The code was mistyped.
    InvitationMistyped = "invitation-mistyped": "邀请码输入有误", "Invitation code mistyped",
        next "邀请码中有字符输错,请对照原件重新输入", "The code has a typing error. Compare it with the original and type it again";
    /// No such invitation.
    InvitationUnknown = "invitation-unknown": "没有这个邀请码", "Invitation unknown",
        next "服务器上没有这个邀请码,请确认服务器网址,或向工会索取新的邀请码", "The hub does not know this code. Check the hub's address, or ask the union for a new code";
    /// Another device has used the invitation.
    InvitationUsed = "invitation-used": "邀请码已被使用", "Invitation used",
        next "这个邀请码已在另一台设备上使用过,请向工会索取新的邀请码", "Another device has used this code. Ask the union for a new one";
    /// The invitation has ended.
    InvitationExpired = "invitation-expired": "邀请码已过期", "Invitation expired",
        next "这个邀请码已超过有效期,请向工会索取新的邀请码", "This code has expired. Ask the union for a new one";
    /// The signature does not fit.
    BadSignature = "bad-signature": "签名不正确", "Bad signature",
        next "设备签名与其密钥不符,请重试;如仍不行,请用新的邀请码重新加入", "The device's signature does not fit its key. Try again; if that fails, join again with a new code";
    /// The nonce is too old, used already, or not this hub's.
    StaleNonce = "stale-nonce": "验证已过期", "Nonce stale",
        next "用于验证的随机数已过期或已用过,请重试", "The nonce is too old or was used already. Try again";
    /// The device or its address has asked for more than its share.
    TooManyRequests = "too-many-requests": "请求过于频繁", "Too many requests",
        next "短时间内从此设备或此网络收到的请求太多,应用稍后会自动再试,您的内容已保存在本机", "This device or its network has sent too much in a short time. The app tries again by itself; your work is safe on your device";
    /// Too many unknown invitation codes came from there, or with this beginning.
    TooManyGuesses = "too-many-guesses": "邀请码尝试次数过多", "Too many invitation codes tried",
        next "输入的未知邀请码太多,请过一段时间再试,并对照原件输入;也可向工会索取新的邀请码", "Too many unknown codes were tried. Wait a while and try again with the original before you, or ask the union for a new code";
    /// Too much is going on; come back later.
    Overloaded = "overloaded": "服务器繁忙", "Overloaded",
        next "现在使用的人较多,应用稍后会自动重试,您的内容已保存在本机", "Many people are using the hub right now. The app tries again by itself; your work is safe on your device";
    /// The hub is shutting down.
    ShuttingDown = "shutting-down": "服务器正在重启", "Shutting down",
        next "服务器正在停止或重启,应用稍后会自动重试", "The hub is stopping or restarting. The app tries again by itself";
    /// The ledger cannot be reached.
    LedgerDown = "ledger-down": "服务器数据库不可用", "Ledger unavailable",
        next "服务器暂时无法读取数据,请稍后再试或联系工会管理员", "The hub cannot reach its data at the moment. Try later, or tell the union's administrator";
    /// The hub's disk is full.
    HubDiskFull = "hub-disk-full": "服务器磁盘已满", "The hub's disk is full",
        next "服务器磁盘已满,暂时无法接收内容,请通知工会管理员。您的内容已保存在本机", "The hub cannot store anything at the moment; tell the union's administrator. Your work is safe on your device";
    /// The hub's own clock is wrong.
    HubClock = "hub-clock": "服务器时钟不正确", "The hub's clock is wrong",
        next "服务器的时钟不正确,请通知工会管理员校准时间", "The clock of the hub's computer is wrong. Tell the union's administrator to set it";
    /// Something failed that should not.
    HubInternal = "hub-internal": "服务器内部错误", "Internal error",
        next "服务器出现意外错误,请稍后再试;如仍不行,请联系工会管理员", "Something failed unexpectedly in the hub. Try later; if it stays, tell the union's administrator";
}

impl Code {
    /// Whether it is a refusal of one change, by the rules or the gate; the others are of a whole request or phone.
    pub const fn is_refusal(self) -> bool {
        (self as u16) < Self::NotJoined as u16
    }

    /// The code of a problem that a hub sends under `name`: the names on the wire were given where only the hub was
    /// meant, and some of them mean something else on a phone.
    pub fn of_problem(name: &str) -> Option<Self> {
        match name {
            "not-found" => Some(Self::NoSuchAddress),
            "too-large" => Some(Self::RequestTooLarge),
            "disk-full" => Some(Self::HubDiskFull),
            "member-revoked" => Some(Self::PersonRevoked),
            "clock" => Some(Self::HubClock),
            "internal" => Some(Self::HubInternal),
            other => Self::from_code(other),
        }
    }
}
