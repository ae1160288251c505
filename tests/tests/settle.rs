//! What two keepers cannot both be right about is settled by one tap, through the real hub: two loans of one copy, and
//! a return by a label that is on two books. Each answer can be undone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use zhijia_client::lending::{Borrower, LoanPhase};
use zhijia_client::settle::LendingCard;
use zhijia_client::{Client, RecordId};
use zhijia_tests::process::{Hub, Serving};
use zhijia_tests::scene::open;

const BOOKS: &str = "书名,ISBN,条码\n活着,9787506365437,SX0001\n活着,9787506365437,SX0002\n";
const SAME_LABEL: &str = "书名,ISBN,条码\n围城,9787020024759,SX0001\n";

struct Desk {
    _dir: tempfile::TempDir,
    _serving: Serving,
    one: Client,
    two: Client,
    house: RecordId,
}

impl Desk {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = Hub::init(&dir.path().join("hub"));
        let serving = hub.serve("127.0.0.1:0");
        let (one, two) = (open(&dir.path().join("one"), &serving.url), open(&dir.path().join("two"), &serving.url));
        for keeper in [&one, &two] {
            keeper.join(&hub.invite(&["keeper"]), "王芳", None).await.unwrap();
            keeper.sync().await.unwrap();
        }
        let house = one.create_house(hub.union.parse().unwrap(), "三楼书屋", "", "").unwrap();
        for file in [BOOKS, SAME_LABEL] {
            one.import_catalogue(house, file.as_bytes(), |_, _| true).unwrap();
        }
        let this = Self { _dir: dir, _serving: serving, one, two, house };
        this.sync().await;
        this
    }

    async fn sync(&self) {
        for keeper in [&self.one, &self.two, &self.one] {
            keeper.sync().await.unwrap();
        }
    }

    fn title(&self, name: &str) -> RecordId {
        self.one.titles(self.house, name, 0, 1).unwrap().items[0].id.parse().unwrap()
    }

    fn cards(&self) -> Vec<LendingCard> {
        self.one.lending_cards(self.house).unwrap()
    }

    /// Who has what out, by the copies' ids.
    fn out(&self) -> Vec<(String, String)> {
        let open = |phase| matches!(phase, LoanPhase::Out | LoanPhase::Due | LoanPhase::Overdue);
        let loans = self.two.house_loans(self.house).unwrap().into_iter().filter(|loan| open(loan.phase));
        let mut out: Vec<_> = loans.map(|loan| (loan.borrower, loan.copy)).collect();
        out.sort();
        out
    }

    /// Takes the answer that says this, and gives what undoes it.
    async fn answer(&self, says: &str) -> String {
        let card = self.cards().remove(0);
        let choice = card.choices.iter().find(|choice| choice.text_zh.contains(says));
        let choice = choice.unwrap_or_else(|| panic!("{says}: {card:?}"));
        let undo = self.one.settle(&choice.choice).unwrap().undo;
        self.sync().await;
        undo
    }
}

fn reader(name: &str) -> Borrower {
    Borrower::Name { name: name.to_owned(), employer: "自来水厂".to_owned() }
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, copy)| ((*name).to_owned(), (*copy).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_loans_of_one_copy_are_settled_by_one_tap_that_can_be_undone() {
    let scene = Desk::new().await;
    let title = scene.title("活着");
    scene.one.lend(title, "SX0001", &reader("李四"), false).unwrap();
    scene.two.lend(title, "SX0001", &reader("王五"), false).unwrap();
    scene.sync().await;
    for (says, out) in [
        ("李四已把书还了", &[("王五", "SX0001")][..]),
        ("王五这条是误登", &[("李四", "SX0001")]),
        ("李四这条是误登", &[("王五", "SX0001")]),
        ("王五借的是 SX0002", &[("李四", "SX0001"), ("王五", "SX0002")]),
    ] {
        assert_eq!(scene.cards().len(), 1, "{says}");
        assert!(scene.out().is_empty(), "it counts for nobody before it is settled (L-C2)");
        let undo = scene.answer(says).await;
        assert!(scene.cards().is_empty(), "{says}");
        assert_eq!(scene.out(), pairs(out), "{says}");
        scene.one.undo(&undo).unwrap();
        scene.sync().await;
    }
    // One of them comes back instead: the dispute is over, and the copy is on the shelf.
    let loan = scene.one.house_loans(scene.house).unwrap().remove(0);
    scene.one.take_back(loan.id.parse().unwrap()).unwrap();
    scene.sync().await;
    assert!(scene.cards().is_empty() && scene.out().is_empty());
    scene.one.lend(title, "SX0001", &reader("赵六"), false).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_by_a_label_on_two_books_waits_for_somebody_to_say_which() {
    let scene = Desk::new().await;
    for (title, name) in [("活着", "李四"), ("围城", "王五")] {
        scene.one.lend(scene.title(title), "SX0001", &reader(name), false).unwrap();
    }
    scene.two.take_back_copy(scene.house, None, "SX0001").unwrap();
    scene.sync().await;
    let both = pairs(&[("李四", "SX0001"), ("王五", "SX0001")]);
    assert_eq!(scene.out(), both, "both loans stand, and none is guessed");
    let undo = scene.answer("围城").await;
    assert_eq!(scene.out(), pairs(&[("李四", "SX0001")]));
    assert!(scene.cards().is_empty());
    scene.one.undo(&undo).unwrap();
    scene.sync().await;
    assert_eq!((scene.out(), scene.cards().len()), (both, 1));
}
