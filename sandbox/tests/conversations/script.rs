use crate::client::{Client, host};
use heardback_sandbox::{Broken, Channel, Protocol, Script, Settings};
use tokio::net::{TcpListener, TcpStream};

const GREETING: &str = "
    S: * OK hello
    C: login
    S: {tag} OK welcome
    C: FETCH
    S> * 1 FETCH (BODY[] {9}\\r\\nshort
    ! close
";

#[tokio::test(start_paused = true)]
async fn a_script_says_what_it_says_when_it_hears_what_it_waits_for() {
    let script = Script::parse(GREETING).unwrap();
    let (client, played) = host(Settings::default()).connect_script(Protocol::Imap, script);
    let mut client = Client::over(client);
    assert_eq!(client.line().await, "* OK hello\r\n");
    assert!(client.ask("LOGIN sam secret").await.is_ok());
    client.send("t FETCH 1 BODY[]\r\n").await;
    assert_eq!(client.rest().await, "* 1 FETCH (BODY[] {9}\r\nshort");
    let played = played.await.unwrap();
    assert_eq!(
        (played.end, played.heard),
        (
            Ok(()),
            b"t LOGIN sam secret\r\nt FETCH 1 BODY[]\r\n".to_vec()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_something_else_is_told_apart_from_one_that_goes() {
    let host = host(Settings::default());
    let script = Script::parse("S: * OK hello\nC: LOGIN\n").unwrap();
    let (client, played) = host.connect_script(Protocol::Imap, script.clone());
    let mut client = Client::over(client);
    client.send("t NOOP\r\n").await;
    let heard = "t NOOP\r\n".to_owned();
    let expected = Broken::Unexpected {
        step: 2,
        expected: "LOGIN".to_owned(),
        heard,
    };
    assert_eq!(played.await.unwrap().end, Err(expected));

    let (client, played) = host.connect_script(Protocol::Imap, script);
    drop(client);
    assert!(matches!(
        played.await.unwrap().end,
        Err(Broken::Gone { .. })
    ));
}

#[tokio::test]
async fn a_script_can_be_served_over_a_listener() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let script = Script::parse("S: 220 hi\nC: DATA\nS: 354 go\n! dot\nS: 250 ok\n").unwrap();
    let serving = host(Settings::default())
        .serve_script(Protocol::Smtp, listener, Channel::Plain, script)
        .unwrap();
    for _ in 0..2 {
        let mut client = Client::over(TcpStream::connect(serving.address).await.unwrap());
        client.line().await;
        assert_eq!(client.reply("DATA").await, "354 go\r\n");
        assert_eq!(client.reply("text\r\n.").await, "250 ok\r\n");
        assert_eq!(client.rest().await, "");
    }
}
