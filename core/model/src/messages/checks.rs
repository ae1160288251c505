//! What is said of something that was typed or stands in a file: for each reason a code, and a sentence with the way out
//! in Simplified Chinese and English. They are part of the one table of sentences, and of `docs/errors.md`.

/// Reasons, each with its code and sentences.
macro_rules! reasons {
    ($(#[$attribute:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal: $zh:literal, $en:literal;)+ }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant),+
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What is wrong and what to do, in Simplified Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// The same in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }
        }
    };
}

/// The same where a sentence names a line, a title or a number.
macro_rules! diagnostics {
    ($(#[$attribute:meta])* $name:ident { $(
        $(#[$doc:meta])*
        $variant:ident $({ $(#[$about:meta])* $parameter:ident: $type:ty })? = $code:literal: $zh:literal, $en:literal;
    )+ }) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant $({ $(#[$about])* $parameter: $type })?),+
        }

        #[allow(unused_variables, clippy::useless_format, reason = "not every sentence has a parameter")]
        impl $name {
            /// Codes and sentences, in the order of declaration, with the parameters' names in braces.
            pub const TABLE: &'static [[&'static str; 3]] = &[$([$code, $zh, $en]),+];

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code),+ }
            }

            /// What is so and what to do, in Simplified Chinese.
            pub fn zh(&self) -> String {
                match self { $(Self::$variant $({ $parameter })? => format!($zh)),+ }
            }

            /// The same in English.
            pub fn en(&self) -> String {
                match self { $(Self::$variant $({ $parameter })? => format!($en)),+ }
            }
        }
    };
}

reasons! {
    /// Why a cell holds no usable ISBN.
    #[derive(thiserror::Error)]
    #[error("{}", self.en())]
    IsbnError {
        /// Blank, or a placeholder such as a dash, `N/A` or 无.
        Empty = "empty": "没有填 ISBN。没有 ISBN 的书可以空着", "there is no ISBN; a book without one may leave the cell blank";
        /// The check digit does not fit: a digit is wrong or two are exchanged.
        CheckDigit = "checkdigit": "ISBN 校验位不对,可能抄错或颠倒了数字。请对照封底条码改正", "the check digit of the ISBN is wrong: a digit is miscopied or two are exchanged; compare it with the bar code";
        /// Too few or too many digits.
        Length = "length": "ISBN 位数不对,应为 10 位或 13 位。请对照封底条码补全", "an ISBN has 10 or 13 digits; complete it from the bar code";
        /// The number of a periodical: an ISSN, or its bar code 977.
        Issn = "issn": "这是期刊号(ISSN),不是图书的 ISBN。期刊请另外登记,或把此格清空", "this is an ISSN of a periodical, not an ISBN; register periodicals apart or clear the cell";
        /// The number of printed music: 979-0.
        Ismn = "ismn": "这是乐谱号(ISMN,979-0 开头),不是 ISBN。请把此格清空", "this is an ISMN of printed music (979-0), not an ISBN; clear the cell";
        /// 统一书号, the Chinese book number of before 1987.
        OldBookNumber = "old_book_number": "这是 1987 年以前的统一书号,不是 ISBN。请把此格清空,按书名登记", "this is a Chinese book number of before 1987, not an ISBN; clear the cell, the title is enough";
        /// A spreadsheet has turned the number into scientific notation; its digits are lost.
        Scientific = "scientific": "表格软件把 ISBN 变成了科学计数,数字已丢失。请把该列设为文本后重新填写", "the spreadsheet has turned the ISBN into scientific notation and lost digits; format the column as text and enter it again";
        /// Several different ISBNs stand in one cell.
        Multiple = "multiple": "一格里有几个不同的 ISBN。请一本书一行,每行一个", "the cell holds several different ISBNs; put one book on a row, one ISBN each";
        /// Another kind of number or text: a commodity code, a CN or CIP number.
        NotIsbn = "not_isbn": "这不是 ISBN(可能是商品条码、刊号或 CIP 号)。请填封底以 978 或 979 开头的号码,没有就空着", "this is no ISBN (perhaps a commodity code, a periodical's CN or a CIP number); enter the number that begins with 978 or 979, or leave the cell blank";
        /// A letter stands in place of a digit.
        BadChar = "bad_char": "ISBN 里混进了字母(常见的是把 0 写成 O、1 写成 l)。请改成数字", "a letter stands in place of a digit in the ISBN (often O for 0 or l for 1); enter digits";
    }
}

reasons! {
    /// Why a text is no name.
    #[derive(thiserror::Error)]
    #[error("{}", self.en())]
    NameError {
        /// Nothing entered.
        Empty = "name-empty": "没有填姓名", "no name entered";
        /// More than a hundred characters.
        TooLong = "name-too-long": "姓名超过 100 个字,请核对是不是把别的内容填进来了", "the name is longer than 100 characters; has something else got into it?";
        /// A rare character was lost on the way: `?`, □ or � stands in its place.
        LostCharacter = "name-lost-character": "姓名里的生僻字变成了问号或方框,请重新输入这个字", "a rare character of the name was lost (a question mark or box stands there); enter it again";
        /// Digits, line breaks or control characters.
        BadChar = "name-bad-char": "姓名里有数字或换行,请核对", "the name holds digits or a line break; check it";
    }
}

reasons! {
    /// Why a text is no mobile number. None of them holds a digit of it.
    #[derive(thiserror::Error)]
    #[error("{}", self.en())]
    MobileError {
        /// Nothing entered.
        Empty = "mobile-empty": "没有填手机号", "no mobile number entered";
        /// A number with an area code, 0xx-xxxxxxxx.
        Landline = "mobile-landline": "这是座机号码,请填在其他联系方式里,手机号可以空着", "this is a landline; enter it as another contact and leave the mobile number blank";
        /// Parts are hidden by stars.
        Masked = "mobile-masked": "手机号被星号遮住了,请填完整号码", "parts of the mobile number are hidden by stars; enter the whole number";
        /// A spreadsheet has rounded it.
        PrecisionLost = "mobile-precision-lost": "手机号精度丢失:表格软件改动了数字。请把该列设为文本后重新填写", "the mobile number has lost precision in a spreadsheet; format the column as text and enter it again";
        /// Not eleven digits.
        Length = "mobile-length": "手机号应为 11 位,请补全", "a mobile number has 11 digits; complete it";
        /// Eleven digits that do not begin with 13 to 19.
        Prefix = "mobile-prefix": "手机号应以 13 到 19 开头,请核对", "a mobile number begins with 13 to 19; check it";
        /// Something other than digits.
        BadChar = "mobile-bad-char": "手机号里有数字以外的字符,请核对", "the mobile number holds something other than digits; check it";
    }
}

reasons! {
    /// Why a text is no identity number. None of them holds a digit of it.
    #[derive(thiserror::Error)]
    #[error("{}", self.en())]
    IdError {
        /// Nothing entered.
        Empty = "id-empty": "没有填身份证号", "no identity number entered";
        /// A spreadsheet has rounded it: the last digits are zeros, or it stands in scientific notation (精度丢失).
        PrecisionLost = "id-precision-lost": "身份证号精度丢失:表格软件把后几位变成了 0。请把该列设为文本后重新填写", "the identity number has lost precision: a spreadsheet turned its last digits into zeros; format the column as text and enter it again";
        /// Parts are hidden by stars.
        Masked = "id-masked": "身份证号被星号遮住了,请填完整号码", "parts of the identity number are hidden by stars; enter the whole number";
        /// All digits alike.
        Placeholder = "id-placeholder": "这不是真的身份证号,请填证件上的号码,没有就空着", "this is no real identity number; enter the one on the card, or leave it blank";
        /// Neither 18 nor 15 signs.
        Length = "id-length": "身份证号应为 18 位(旧证 15 位),请对照证件补全", "an identity number has 18 signs (old ones 15); complete it from the card";
        /// A letter stands in place of a digit.
        BadChar = "id-bad-char": "身份证号里混进了字母(常见的是把 0 写成 O),请改成数字;末位可以是 X", "a letter stands in place of a digit in the identity number (often O for 0); only the last sign may be X";
        /// The number of another kind of document, such as a passport.
        OtherDocument = "id-other-document": "这像是护照或其他证件的号码,请把证件类别改成对应的一种", "this looks like a passport or another document; choose that kind of document";
        /// The check digit does not fit: a digit is wrong or two are exchanged.
        CheckDigit = "id-check-digit": "身份证号校验位不对,可能抄错或颠倒了数字,请对照证件改正", "the check digit of the identity number is wrong: a digit is miscopied or two are exchanged; compare it with the card";
        /// No such region exists or existed.
        Region = "id-region": "身份证号前六位不是任何地区,请对照证件改正", "the first six digits are no region; compare the identity number with the card";
        /// The date of birth is none.
        Date = "id-date": "身份证号里的出生日期不存在,请对照证件改正", "the date of birth in the identity number does not exist; compare it with the card";
        /// The date of birth is still to come.
        DateInFuture = "id-date-in-future": "身份证号里的出生日期还没到,请对照证件改正", "the date of birth in the identity number is still to come; compare it with the card";
        /// The date of birth lies before 1870.
        DateTooOld = "id-date-too-old": "身份证号里的出生日期太早,请对照证件改正", "the date of birth in the identity number is too long ago; compare it with the card";
    }
}

reasons! {
    /// Why a file cannot be read at all. Nothing of it is taken.
    #[derive(thiserror::Error)]
    #[error("{}", self.en())]
    FileError {
        /// Nothing in it.
        Empty = "file-empty": "文件是空的,请选择有内容的 CSV 文件", "the file is empty; choose a CSV file with content";
        /// More than `catalogue_csv::MOST_BYTES`.
        TooLarge = "file-too-large": "文件超过 10 MB,请拆成几个文件分别导入", "the file is larger than 10 MiB; split it and import the parts";
        /// More than `catalogue_csv::MOST_ROWS`.
        TooManyRows = "file-too-many-rows": "文件超过 50000 行,请拆成几个文件分别导入", "the file has more than 50000 rows; split it and import the parts";
        /// A workbook of Excel, WPS or LibreOffice.
        Spreadsheet = "file-spreadsheet": "这是 Excel 或 WPS 的工作簿。请用它打开,“另存为”CSV 文件,再导入", "this is a workbook of Excel or WPS; open it there, save it as CSV and import that";
        /// Records of a library system: MARC in any of its forms.
        Marc = "file-marc": "这是图书馆系统的 MARC 数据,不是表格。请在原系统里导出为 Excel 或 CSV 书目表,另存为 CSV 后再导入", "these are MARC records of a library system, not a table; export a table (Excel or CSV) there, save it as CSV and import that";
        /// A web page, as some systems save a table under the name of a workbook.
        WebPage = "file-web-page": "这是网页格式的表格(有的系统把它存成 .xls)。请用 Excel 或 WPS 打开,“另存为”CSV 文件,再导入", "this is a table saved as a web page (some systems call it .xls); open it in a spreadsheet, save it as CSV and import that";
        /// A text document or a PDF.
        Document = "file-document": "这是文档(Word、PDF 等),不是表格。请把书目表存成 CSV 文件,再导入", "this is a document (Word, PDF), not a table; save the list as CSV and import that";
        /// An archive of files.
        Archive = "file-archive": "这是压缩包。请先解压,选择里面的 CSV 文件", "this is an archive; unpack it and choose the CSV file in it";
        /// A picture.
        Picture = "file-picture": "这是图片,不是表格。请选择从 Excel 或 WPS 另存的 CSV 文件", "this is a picture, not a table; choose a CSV file saved from a spreadsheet";
        /// No text.
        Binary = "file-not-text": "这不是文本文件。请选择从 Excel 或 WPS 另存的 CSV 文件", "this is no text file; choose a CSV file saved from a spreadsheet";
        /// No row with a heading for the title was found among the first ones.
        NoHeader = "file-no-header": "没有找到表头。请在前 30 行里放一行列名,至少要有“书名”一列", "no row of column headings was found; put one among the first 30 rows, with a title column (书名) at least";
        /// No row of headings of a settlement list was found among the first ones.
        NoSettlementHeader = "file-no-settlement-header": "没有找到表头。请在前 30 行里放一行列名,至少要有“姓名”和“结算单号”两列", "no row of column headings was found; put one among the first 30 rows, with the columns 姓名 and 结算单号 at least";
    }
}

reasons! {
    /// Why a row of a settlement list prepares no claim.
    SettlementFault {
        /// No name.
        Name = "settlement-name": "没有姓名。请补上姓名", "there is no name; add it";
        /// No number of a settlement, or one that a spreadsheet has rounded.
        Number = "settlement-number": "没有结算单号,或者变成了科学计数。请把该列设为文本后重新导出", "the number of the settlement is missing, or turned into scientific notation; format the column as text and export it again";
        /// A day that is none.
        Day = "settlement-day": "日期不对。请写成 2026-03-05 这样", "not a date; write it like 2026-03-05";
        /// An amount that is none.
        Cost = "settlement-cost": "金额不对。请写成 1234.50 这样", "not an amount; write it like 1234.50";
        /// Nobody of this name is on the phone.
        Nobody = "settlement-nobody": "本机没有这位会员的服务卡。请核对姓名,或请本人自己填", "no member of this name is on this phone; check the name, or let the person fill it in";
        /// Several people of this name and employer.
        Several = "settlement-several": "有几位同名的会员,分不清是哪一位。请在“单位名称”一列写明单位,或请本人自己填", "several members have this name; give the employer in the column 单位名称, or let the person fill it in";
        /// What the claim would say is not right.
        Refused = "settlement-refused": "这一行的内容填不进申领,请核对日期和金额", "the row does not fit a claim; check its days and amounts";
    }
}

reasons! {
    /// What is wrong with a row of a holiday table.
    CalendarFault {
        /// The first line does not name the columns `date`, `name`, `is_workday`.
        Header = "calendar-header": "第{line}行:表头应为 date,name,is_workday", "line {line}: the header must be date,name,is_workday";
        /// The date is not a real one in the form 2026-10-01.
        Date = "calendar-date": "第{line}行:日期不对,请写成 2026-10-01 这样", "line {line}: not a date; write it like 2026-10-01";
        /// The third column is neither 0 nor 1.
        Workday = "calendar-workday": "第{line}行:is_workday 应为 0(放假)或 1(补班)", "line {line}: is_workday must be 0 (day off) or 1 (make-up workday)";
        /// The row has another number of columns, or quotes are not closed.
        Columns = "calendar-columns": "第{line}行:应有三列,请检查逗号和引号", "line {line}: three columns are needed; check commas and quotes";
        /// The same date stands twice with different meanings.
        Twice = "calendar-twice": "第{line}行:同一天写了两次而且不一致,请只留一行", "line {line}: the same day stands here twice with different meanings; keep one row";
        /// More rows than a table of holidays can have.
        TooLong = "calendar-too-long": "第{line}行起超出 5000 行上限,请确认是不是节假日表", "line {line}: more than 5000 rows; is this a table of holidays?";
    }
}

diagnostics! {
    /// What is wrong with a row or a cell of a list, or should be known of it.
    DiagnosticKind {
        /// Error: no title.
        TitleMissing = "title-missing": "没有书名。请补上书名", "there is no title; add it";
        /// Error: the title is longer than one can be.
        TitleTooLong = "title-too-long": "书名太长,可能是错行了。请核对这一格", "the title is too long, perhaps rows ran together; check this cell";
        /// Error: the number of copies is none from 1 to 9,999.
        Copies = "copies": "册数应为 1 到 9999 的整数。请改正", "the number of copies must be whole, from 1 to 9999; correct it";
        /// Error: more cells than columns; a comma inside a cell has shifted the row.
        TooManyCells = "too-many-cells": "这一行的格数比表头多,多半是内容里有逗号。请给该格加上英文引号,或换成中文逗号", "the row has more cells than the heading, most likely by a comma inside a cell; put that cell in quotes";
        /// Error: a quote was opened and not closed.
        StrayQuote = "stray-quote": "有一个英文引号没有配对。请删去或补全", "a quotation mark has no partner; remove or complete it";
        /// Error: not a barcode.
        Barcode = "barcode": "条码应为 4 到 32 位字母或数字。请对照标签改正;若变成科学计数,请把该列设为文本", "a barcode has 4 to 32 letters or digits; compare it with the label, and format the column as text if it turned into scientific notation";
        /// Warning: the ISBN cannot be used; the book was taken without it.
        Isbn { #[doc = "What is wrong with it."] reason: IsbnError } = "isbn": "书已收下,没有带 ISBN", "the book was taken without an ISBN";
        /// Warning: longer than the field can be; cut off.
        TooLong = "too-long": "内容太长,只收了前面一段。请核对这一格", "the text is too long and was cut off; check this cell";
        /// Warning: the year cannot be read; taken without it.
        Year = "year": "看不出出版年,这一项没有收。要补的话请写成 2006 这样", "the year cannot be read and was left out; write it like 2006";
        /// Warning: the number of pages cannot be read; taken without it.
        Pages = "pages": "看不出页数,这一项没有收。要补的话请写成 320 这样", "the number of pages cannot be read and was left out; write it like 320";
        /// Warning: the price cannot be read; taken without it.
        Price = "price": "看不出定价,这一项没有收。要补的话请写成 39.80 这样", "the price cannot be read and was left out; write it like 39.80";
        /// Warning: an amount for several copies is no price of one; taken without it.
        PriceOfSeveral = "price-of-several": "这是几册合计的金额,不是单价,这一项没有收。要补的话请加“定价”列", "this is an amount for several copies, not the price of one, and was left out; add a price column";
        /// Warning: characters were lost in an earlier conversion.
        LostCharacter = "lost-character": "有的字在以前转换时丢失了。请对照原书补上", "characters were lost in an earlier conversion; complete them from the book";
        /// Warning: more barcodes than copies; as many copies as barcodes were taken.
        MoreBarcodes = "more-barcodes": "条码比册数多,已按条码的个数登记。请核对册数", "there are more barcodes than copies; as many copies as barcodes were taken, check the number";
        /// Warning: another row of the same title; copies were added up.
        Merged { #[doc = "The first row's line."] line: u64 } = "merged": "与第 {line} 行是同一种书,册数已加在一起", "the same title as line {line}; the copies were added up";
        /// Warning: a row that says nothing new.
        Repeated { #[doc = "The first row's line."] line: u64 } = "repeated": "与第 {line} 行重复,没有再收", "a repetition of line {line}, not taken again";
        /// Warning: a sum or a note below the table, left out.
        NoteRow = "note-row": "这一行像是合计或说明,没有收", "this looks like a sum or a note and was left out";
        /// Warning: a column with an unknown heading, left out.
        UnknownColumn = "unknown-column": "不认识这一列,没有收。如果需要,请改成常用的列名", "this column is not known and was left out; rename it if it is needed";
        /// Warning: a second column of the same meaning, left out.
        ColumnTwice = "column-twice": "同样含义的列有两个,只收了前一个", "a second column of the same meaning; only the first was taken";
        /// Warning: the label is on another title too (L-C19); both were taken.
        LabelClash { #[doc = "That title."] title: String } = "label-clash": "《{title}》已经用了这个号码。两种书都收下了,扫码时会让您选;请给其中一本换一个条码", "“{title}” has this label too; both were taken and a scan will ask which one, so give one of them another label";
        /// Warning: another title has the ISBN (L-C18); both stand.
        SameIsbn { #[doc = "That title."] title: String } = "same-isbn": "《{title}》已经用了这个 ISBN,书名不同,已另立一种。若其实是同一种书,请把书名改成一样再导入;若是套书,请加“分册”列", "“{title}” has this ISBN under another name, so this was taken as a title of its own; if both are one book, give them one name and import again, and for sets add a volume column";
        /// Warning: the same book stands there with another ISBN, and no label says whether it is the same one.
        OtherIsbn { #[doc = "That ISBN, as thirteen digits."] isbn: String } = "other-isbn": "书目里已有同名同作者的书,ISBN 是 {isbn},已另立一种。若是改正了 ISBN,请核对后注销多出的那一种", "a title of this name and author stands there with ISBN {isbn}, so this was taken as another; if the ISBN was corrected, compare both and withdraw the one too many";
        /// Warning: the house has more copies than the file says, or fewer; more were added, none taken away.
        CopiesDiffer { #[doc = "Copies that stand there now."] stands: u32 } = "copies-differ": "书目里是 {stands} 册,没有减少。若要以文件为准,请选“按这份表改过来”", "the catalogue has {stands} copies and none was taken away; to have the file's number, choose “Take the values of the list”";
        /// Warning: the file says more copies than stood there; they were added.
        CopiesAdded { #[doc = "Copies that stood there."] stood: u32 } = "copies-added": "原来登记 {stood} 册,已按文件增加", "there were {stood} copies; the others were added";
        /// Warning: counted copies got labels; the number of copies stays.
        Labelled { #[doc = "So many."] copies: u32 } = "labelled": "给原来没有条码的 {copies} 册补上了条码,总册数没有增加。若是新购的书,请把册数写成总数再导入", "{copies} copies without a label got one, and the number of copies stays; if these are new copies, write the whole number and import again";
        /// Warning: a copy with this label has been withdrawn.
        Withdrawn = "withdrawn-copy": "这一册已经注销,没有恢复。若书还在,请换一个条码登记", "this copy has been withdrawn and stays so; if the book is there, give it another label";
        /// Warning: the file says something else than what stands; what stands was kept.
        Differs { #[doc = "What stands."] stands: String } = "differs": "书目里是“{stands}”,没有改动。若要以文件为准,请选“按这份表改过来”", "the catalogue says “{stands}” and was not changed; to have the file's value, choose “Take the values of the list”";
        /// Warning: the same, and the file's was taken.
        Replaced { #[doc = "What stood."] stood: String } = "replaced": "原来是“{stood}”,已按文件改过来", "it was “{stood}”; the file's value was taken";
        /// Warning: the row names another house; it was taken into this one.
        OtherHouse = "other-house": "这一行写的是另一个书屋,已收进现在这个书屋。请核对是否选错了文件", "the row names another house and was taken into this one; check whether this is the right file";
    }
}
