#!/usr/bin/env python3
"""thunderbird-reply.py DIR USER ANSWER SUBJECT [html|plain]: answers the newest mail whose subject has SUBJECT in it, with a
real Thunderbird without a window, driven over its remote protocol (Marionette: a length, a colon, JSON)."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

FOLDER, USER, ANSWER, SUBJECT = sys.argv[1:5]
KIND = sys.argv[5] if len(sys.argv) > 5 else "html"
SETTINGS = dict(
    line.removeprefix("export ").split("=", 1) for line in open(FOLDER + "/env").read().splitlines() if "=" in line
)
SETTINGS = {name: value.strip("'\"") for name, value in SETTINGS.items()}

# Nothing is looked up, announced or updated: the program is to speak with the servers of this test alone.
PREFERENCES = {
    "app.donation.eoy.version.viewed": 999,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.region.network.url": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "mail.SpellCheckBeforeSend": False,
    "mail.compose.autosave": False,
    "mail.default_send_format": 3 if KIND == "html" else 1,
    "mail.identity.default.compose_html": KIND == "html",
    "mail.inappnotifications.enabled": False,
    "mail.provider.enabled": False,
    "mail.rights.version": 1,
    "mail.server.default.check_new_mail": False,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mail.warn_on_send_accel_key": False,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": False,
}

REPLY = r"""
const [ca, imaps, submission, user, password, subject, answer, kind, done] = arguments;
const {setTimeout} = ChromeUtils.importESModule('resource://gre/modules/Timer.sys.mjs');
const {MailServices} = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
const pause = () => new Promise(go => setTimeout(go, 200));
async function until(what, look) {
  for (let i = 0; i < 150; i++) {
    let found = null;
    try { found = look(); } catch (e) { }
    if (found) return found;
    await pause();
  }
  throw new Error(what + ' did not come');
}
(async () => {
  Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).addCertFromBase64(ca, 'CTu,CTu,CTu');
  const incoming = MailServices.accounts.createIncomingServer(user, 'localhost', 'imap');
  Object.assign(incoming, {port: imaps, socketType: 3, authMethod: 3, password, valid: true, loginAtStartUp: false});
  const outgoing = MailServices.outgoingServer.createServer('smtp');
  Object.assign(outgoing.QueryInterface(Ci.nsISmtpServer), {hostname: 'localhost', port: submission, username: user});
  Object.assign(outgoing, {socketType: 2, authMethod: 3, password});
  MailServices.outgoingServer.defaultServer = outgoing;
  const identity = MailServices.accounts.createIdentity();
  Object.assign(identity, {email: user, fullName: 'Alex Owner', smtpServerKey: outgoing.key, composeHtml: kind == 'html',
    replyOnTop: 1, autoQuote: true, doFcc: true, valid: true});
  const account = MailServices.accounts.createAccount();
  account.incomingServer = incoming;
  account.addIdentity(identity);
  MailServices.accounts.defaultAccount = account;

  incoming.performExpand(null);
  const inbox = await until('the inbox', () => incoming.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox));
  inbox.updateFolder(null);
  const header = await until('the mail',
    () => [...inbox.messages].filter(m => m.mime2DecodedSubject.includes(subject)).pop());
  const compose = Cc['@mozilla.org/messengercompose/composeparams;1'].createInstance(Ci.nsIMsgComposeParams);
  compose.type = Ci.nsIMsgCompType.ReplyToSender;
  compose.format = kind == 'html' ? Ci.nsIMsgCompFormat.HTML : Ci.nsIMsgCompFormat.PlainText;
  compose.originalMsgURI = inbox.getUriForMsg(header);
  compose.origMsgHdr = header;
  compose.identity = identity;
  compose.composeFields = Cc['@mozilla.org/messengercompose/composefields;1'].createInstance(Ci.nsIMsgCompFields);
  MailServices.compose.OpenComposeWindowWithParams(null, compose);
  const window = await until('the quoted mail', () => {
    const open = Services.wm.getMostRecentWindow('msgcompose');
    const text = open.document.getElementById('messageEditor').contentDocument.body.textContent;
    return open.gMsgCompose.editor && text.length > 20 ? open : null;
  });
  const editor = window.GetCurrentEditor();
  editor.beginningOfDocument();
  editor.insertText(answer);
  editor.insertLineBreak();
  await pause();
  const status = await new Promise(end => {
    window.gMsgCompose.addMsgSendListener({
      onStartSending() {}, onProgress() {}, onStatus() {}, onGetDraftFolderURI() {},
      onStopSending(id, code) { end(code); },
      onSendNotPerformed() { end(-1); },
      onTransportSecurityError() { end(-2); },
      QueryInterface: ChromeUtils.generateQI(['nsIMsgSendListener'])
    });
    window.goDoCommand('cmd_sendNow');
  });
  if (status) throw new Error('sending ended with ' + status.toString(16));
  // The copy in Sent is filed after the letter has left.
  await until('the end of filing', () => !Services.wm.getMostRecentWindow('msgcompose'));
  done('sent');
})().catch(e => done(String(e) + ' ' + (e.stack || '')));
"""


class Marionette:
    def __init__(self, port, program):
        deadline = time.monotonic() + 60
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
                break
            except OSError:
                if program.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("Thunderbird does not listen")
                time.sleep(0.2)
        self.last = 0
        self.receive()

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            byte = self.socket.recv(1)
            if not byte:
                raise SystemExit("Thunderbird hung up")
            length += byte
        text = b""
        while len(text) < int(length[:-1]):
            text += self.socket.recv(int(length[:-1]) - len(text))
        return json.loads(text)

    def command(self, name, **parameters):
        self.last += 1
        text = json.dumps([0, self.last, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self.receive()
        if error:
            raise SystemExit(f"{name}: {error}")
        return result


profile = tempfile.mkdtemp(prefix="thunderbird-")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(profile + "/user.js", "w") as file:
    for name, value in {**PREFERENCES, "marionette.port": port}.items():
        file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
program = subprocess.Popen(
    ["thunderbird", "--headless", "--marionette", "-remote-allow-system-access", "--no-remote", "--profile", profile],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "MOZ_HEADLESS": "1", "HOME": profile},
)
try:
    wire = Marionette(port, program)
    wire.command("WebDriver:NewSession")
    wire.command("Marionette:SetContext", value="chrome")
    wire.command("WebDriver:SetTimeouts", script=90_000)
    ca = re.sub(r"-----[^-]+-----|\s", "", open(SETTINGS["CA"]).read())
    ports = int(SETTINGS["IMAPS"]), int(SETTINGS["SUBMISSION"])
    said = wire.command(
        "WebDriver:ExecuteAsyncScript", script=REPLY, sandbox="system", newSandbox=True,
        args=[ca, *ports, USER, SETTINGS["PASSWORD"], SUBJECT, ANSWER, KIND],
    )["value"]
    if said != "sent":
        raise SystemExit(said)
finally:
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
    shutil.rmtree(profile, ignore_errors=True)
