//! A phone in a process of its own, for tests that kill it: `zhijia-phone DIR HUB`, then one command a line on standard
//! input and one answer a line on standard output. An answer `ok …` says that the action is durable, `no …` why not,
//! as JSON.

#![allow(clippy::print_stdout, reason = "its answers")]

use std::io::BufRead;

use zhijia_client::{Client, Error, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().ok_or("usage: zhijia-phone DIR HUB")?;
    let hub = arguments.next().ok_or("usage: zhijia-phone DIR HUB")?;
    let runtime = tokio::runtime::Runtime::new()?;
    let opened = Client::open(Options { dir: dir.into(), key: [5; 32], hub, ca: None, clock: None });
    let client = match opened {
        Ok(client) => client,
        Err(error) => {
            println!("no {}", serde_json::to_string(&error)?);
            return Ok(());
        }
    };
    for line in std::io::stdin().lock().lines() {
        match runtime.block_on(answer(&client, &line?)) {
            Ok(said) => println!("ok {said}"),
            Err(error) => println!("no {}", serde_json::to_string(&error)?),
        }
    }
    Ok(())
}

async fn answer(client: &Client, line: &str) -> Result<String, Error> {
    let mut words = line.split_whitespace();
    let command = words.next().unwrap_or_default();
    let argument = words.next().unwrap_or_default();
    let id = || argument.parse().unwrap_or_default();
    match command {
        "join" => client.join(argument, "李四", None).await.map(|member| member.to_string()),
        "sync" => client.sync().await.map(|()| String::new()),
        "sign-up" => client.sign_up(id()).map(|record| record.to_string()),
        "withdraw" => client.withdraw(id()).map(|record| record.to_string()),
        "seen" => seen(client),
        _ => Ok("?".to_owned()),
    }
}

/// What a person sees on this phone: who they are, events, sign-ups, what was not sent, what is to be sent.
fn seen(client: &Client) -> Result<String, Error> {
    let member = client.member()?.map(|member| member.to_string());
    let mut signs = Vec::new();
    if member.is_some() {
        signs = client.sign_ups()?;
    }
    let all = (member, client.events()?, signs, client.not_sent()?, client.status()?.to_send);
    Ok(serde_json::to_string(&all).unwrap_or_default())
}
