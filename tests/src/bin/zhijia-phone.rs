//! A phone in a process of its own, for tests that kill it: `zhijia-phone DIR HUB`, then one command a line on standard
//! input and one answer a line on standard output. An answer `ok …` says that the action is durable.

#![allow(clippy::print_stdout, reason = "its answers")]

use std::io::BufRead;

use zhijia_client::{Client, Error, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().ok_or("usage: zhijia-phone DIR HUB")?;
    let hub = arguments.next().ok_or("usage: zhijia-phone DIR HUB")?;
    let runtime = tokio::runtime::Runtime::new()?;
    let client = Client::open(Options { dir: dir.into(), key: [5; 32], hub, ca: None, clock: None })?;
    for line in std::io::stdin().lock().lines() {
        match runtime.block_on(answer(&client, &line?)) {
            Ok(said) => println!("ok {said}"),
            Err(error) => println!("no {}", error.code),
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
        _ => Ok("?".to_owned()),
    }
}
