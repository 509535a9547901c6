// Security keys: the browser asks the key, the answer travels in the form. Without it, printed codes and authenticators work.
(function () {
  "use strict";
  function bytes(text) {
    var plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var found = new Uint8Array(plain.length);
    for (var at = 0; at < plain.length; at += 1) { found[at] = plain.charCodeAt(at); }
    return found;
  }
  function text(buffer) {
    var found = "";
    new Uint8Array(buffer).forEach(function (one) { found += String.fromCharCode(one); });
    return window.btoa(found).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  var form = document.querySelector("form[data-key]");
  var asked = document.getElementById("key-asked");
  if (!form || !asked) { return; }
  var told = form.querySelector("[data-key-told]");
  var button = form.querySelector("[data-key-ask]");
  if (!window.isSecureContext || !navigator.credentials || !window.PublicKeyCredential) {
    told.textContent = "这台电脑上现在不能用安全密钥（要用 https 打开本系统）。请用验证器或打印的一次码。";
    button.disabled = true;
    return;
  }
  function credential(one) { return Object.assign({}, one, { id: bytes(one.id) }); }
  function options() {
    var found = JSON.parse(asked.textContent);
    found.challenge = bytes(found.challenge);
    if (found.user) { found.user.id = bytes(found.user.id); }
    if (found.excludeCredentials) { found.excludeCredentials = found.excludeCredentials.map(credential); }
    if (found.allowCredentials) { found.allowCredentials = found.allowCredentials.map(credential); }
    return { publicKey: found };
  }
  function answer(found) {
    var response = { clientDataJSON: text(found.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (found.response[name]) { response[name] = text(found.response[name]); }
    });
    return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response: response, clientExtensionResults: {} });
  }
  button.addEventListener("click", function (event) {
    event.preventDefault();
    told.textContent = "请碰一下安全密钥。";
    navigator.credentials[form.dataset.key](options()).then(function (found) {
      form.elements.answer.value = answer(found);
      form.submit();
    }, function () { told.textContent = "没有读到安全密钥，请插好再试。"; });
  });
})();
