//! The hub behind Debian's nginx: a live stream gets through it, frame by frame.

use std::path::Path;
use std::process::Command;

use futures_util::StreamExt;
use reqwest::Client;
use tempfile::TempDir;
use zhijia_hub::identity::Whom;
use zhijia_sync::frame::Splitter;

use crate::rig::{Phone, Rig, plain_client};

/// nginx, listening on a socket in a directory of its own.
struct Nginx(TempDir);

impl Nginx {
    /// Passes everything on to a hub by these lines of a `location`.
    fn before(location: &str) -> Self {
        let nginx = Self(tempfile::tempdir().unwrap());
        let at = nginx.0.path().display();
        // One process, which keeps its files to itself. Debian's own configuration is not read.
        let written = format!(
            "master_process off; pid {at}/pid; error_log {at}/errors; events {{}}
            http {{
                access_log off; client_body_temp_path {at}/body; proxy_temp_path {at}/proxy;
                fastcgi_temp_path {at}/fastcgi; uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
                server {{ listen unix:{at}/socket; location / {{ {location} }} }}
            }}"
        );
        std::fs::write(nginx.0.path().join("conf"), written).unwrap();
        // It returns when it listens, and goes on in the background.
        nginx.run(&[]);
        nginx
    }

    fn run(&self, more: &[&str]) {
        let debian = Path::new("/usr/sbin/nginx");
        let mut command = Command::new(if debian.is_file() { debian } else { Path::new("nginx") });
        command.arg("-c").arg(self.0.path().join("conf")).arg("-e").arg(self.0.path().join("errors")).args(more);
        let done = command.output().expect("nginx is there: cargo xtask setup installs it");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn client(&self) -> Client {
        drop(plain_client());
        Client::builder().unix_socket(self.0.path().join("socket")).build().unwrap()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.run(&["-s", "stop"]);
    }
}

/// The lines for nginx that the README shows.
fn of_the_readme(hub: &str) -> String {
    let (_, after) = include_str!("../../../README.md").split_once("```nginx\n").unwrap();
    let (shown, _) = after.split_once("```").unwrap();
    let (_, lines) = shown.split_once('{').unwrap();
    let (lines, _) = lines.rsplit_once('}').unwrap();
    assert!(lines.contains("http://127.0.0.1:8750"), "{lines}");
    lines.replace("http://127.0.0.1:8750", hub)
}

/// A frame arrives while the stream is open: it is ended only after that, and ends as a whole answer does. A proxy that
/// gathers the answer gives up on the hub first, and what it has gathered breaks off.
async fn a_frame_arrives(rig: &Rig, location: &str) {
    let nginx = Nginx::before(location);
    let mut phone = Phone::new(&rig.url, nginx.client());
    phone.join(&rig.invite(rig.invitation()).await).await.unwrap();
    let response = phone.post("/v1/live", "a frame").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = response.bytes_stream();
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!(Splitter::default().push(&first, 1 << 20).unwrap(), [b"a frame"]);
    rig.opened.ground.access.revoke([Whom::Device(phone.device())]);
    assert!(stream.next().await.is_none(), "the stream was still open when its first frame came");
}

#[tokio::test]
async fn a_frame_arrives_through_nginx_with_nothing_but_proxy_pass() {
    let rig = Rig::start().await;
    a_frame_arrives(&rig, &format!("proxy_pass {};", rig.url)).await;
}

#[tokio::test]
async fn a_frame_arrives_through_nginx_as_the_readme_shows_it() {
    let rig = Rig::start().await;
    a_frame_arrives(&rig, &of_the_readme(&rig.url)).await;
}
