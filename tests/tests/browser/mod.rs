//! Chromium as a person uses it: press what is there, write, and wait until something is seen.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// The key Enter, as a driver types it.
pub(crate) const ENTER: char = '\u{E007}';

/// The key that takes the last letter away.
pub(crate) const BACKSPACE: char = '\u{E003}';

/// Long enough for a machine under load; nobody waits so long where things work.
const PATIENCE: Duration = Duration::from_secs(40);

/// One window, and its driver's process.
pub(crate) struct Browser {
    client: Client,
    driver: Child,
}

impl Browser {
    /// A window of this size on a page.
    pub(crate) async fn open(url: &str, width: u32, height: u32) -> Self {
        let (driver, port) = driver();
        let mut args = vec!["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
        // Chromium's own sandbox does not work for root, as whom containers run tests.
        args.push("--no-sandbox");
        let metrics = json!({ "width": width, "height": height, "pixelRatio": if width < 600 { 2.0 } else { 1.0 }, "touch": false });
        let options = json!({ "args": args, "mobileEmulation": { "deviceMetrics": metrics } });
        let timeouts = json!({ "script": PATIENCE.as_millis() });
        let wanted = json!({ "goog:chromeOptions": options, "timeouts": timeouts });
        let Value::Object(wanted) = wanted else { panic!("capabilities are an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts: `cargo xtask setup` installs it");
        client.goto(url).await.unwrap();
        Self { client, driver }
    }

    /// Ends the window and its driver.
    pub(crate) async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        let _ended = self.driver.kill();
        self.driver.wait().unwrap();
    }

    /// Waits until this is shown.
    pub(crate) async fn see(&self, path: &str) {
        self.wait(path, true).await;
    }

    /// Waits until this is shown no more.
    pub(crate) async fn gone(&self, path: &str) {
        self.wait(path, false).await;
    }

    /// Whether this is shown now.
    pub(crate) async fn shows(&self, path: &str) -> bool {
        self.client.find(Locator::XPath(path)).await.is_ok()
    }

    /// Asks once a frame, in the page, so that nothing that is drawn is missed and nobody sleeps.
    async fn wait(&self, path: &str, shown: bool) {
        const LOOK: &str = "const [path, shown, done] = arguments;
            const look = () => {
              const found = document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null);
              if (Boolean(found.singleNodeValue) === shown) done(true); else requestAnimationFrame(look);
            };
            look();";
        if let Err(error) = self.client.execute_async(LOOK, vec![json!(path), json!(shown)]).await {
            let text = self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap();
            self.picture("failed.png").await;
            panic!("{path} is {} shown ({error}); the page says:\n{text}", if shown { "not" } else { "still" });
        }
    }

    /// Presses it as soon as it is there.
    pub(crate) async fn press(&self, path: &str) {
        self.with(path, async |element| element.click().await).await;
    }

    /// Writes into it as soon as it is there.
    pub(crate) async fn write(&self, path: &str, text: &str) {
        self.with(path, async |element| element.send_keys(text).await).await;
    }

    /// The page draws itself anew whenever news come in: what was just found may be another element by now.
    async fn with(&self, path: &str, act: impl AsyncFn(fantoccini::elements::Element) -> Result<(), CmdError>) {
        let mut last = None;
        for _ in 0..10 {
            self.see(path).await;
            let acted = match self.client.find(Locator::XPath(path)).await {
                Ok(element) => act(element).await,
                Err(error) => Err(error),
            };
            match acted {
                Ok(()) => return,
                Err(error) => last = Some(error),
            }
        }
        panic!("{path} cannot be used: {last:?}");
    }

    /// The browser's own way back.
    pub(crate) async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Whether this page is shown.
    pub(crate) async fn is_at(&self, url: &str) -> bool {
        self.client.current_url().await.unwrap().as_str().starts_with(url)
    }

    /// Nothing is wider than the screen.
    pub(crate) async fn fits(&self) {
        let script = "return [document.documentElement.scrollWidth, innerWidth]";
        let sizes = self.client.execute(script, Vec::new()).await.unwrap();
        assert!(sizes[0].as_u64() <= sizes[1].as_u64(), "wider than the screen: {sizes}");
    }

    /// Waits until it has the focus.
    pub(crate) async fn has_focus(&self, path: &str) {
        const LOOK: &str = "const [id, done] = arguments;
            const look = () => document.activeElement?.id === id ? done(true) : requestAnimationFrame(look);
            look();";
        self.see(&format!("{path}[@id]")).await;
        let id = self.client.find(Locator::XPath(path)).await.unwrap().attr("id").await.unwrap().unwrap();
        let focused = self.client.execute_async(LOOK, vec![json!(id)]).await;
        focused.unwrap_or_else(|error| panic!("{path} has not the focus: {error}"));
    }

    /// What stands in a field.
    pub(crate) async fn typed(&self, path: &str) -> String {
        self.client.find(Locator::XPath(path)).await.unwrap().prop("value").await.unwrap().unwrap_or_default()
    }

    /// Most of the screen's height belongs to it, and it ends above the screen's edge.
    pub(crate) async fn has_most_of_the_screen(&self, path: &str) {
        let (_, top, _, height) = self.client.find(Locator::XPath(path)).await.unwrap().rectangle().await.unwrap();
        let screen = self.client.execute("return innerHeight", Vec::new()).await.unwrap().as_f64().unwrap();
        assert!(height >= screen * 0.55 && top + height <= screen, "{height} from {top} on, of {screen}");
    }

    /// Keeps what is seen now.
    pub(crate) async fn picture(&self, name: &str) {
        let folder = super::pictures();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), self.client.screenshot().await.unwrap()).unwrap();
    }
}

/// Starts a driver on a free port.
fn driver() -> (Child, u16) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed: `cargo xtask setup` installs it");
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let rest = line.split("successfully on port ").nth(1)?;
        rest.trim_end_matches('.').parse().ok()
    });
    // What it says later is read to the end, so that its pipe does not fill up.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port.expect("chromedriver names its port"))
}
