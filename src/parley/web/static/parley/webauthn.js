// Passkeys: the browser makes and uses them through an interface that only a script can call.
// A form with data-passkey="create" or "get" gets its credential here; without this script its button stays hidden.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const decoded = ({ publicKey: asked }) => {
  const described = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.allowCredentials) options.allowCredentials = described(asked.allowCredentials);
  if (asked.excludeCredentials) options.excludeCredentials = described(asked.excludeCredentials);
  return { publicKey: options };
};

const encoded = (credential) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) if (credential.response[part]) response[part] = text(credential.response[part]);
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const options = async (form) => {
  if (!form.dataset.ask) return JSON.parse(document.getElementById("passkey-options").textContent);
  const response = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
};

const supported = Boolean(window.PublicKeyCredential && navigator.credentials);
for (const form of supported ? document.querySelectorAll("form[data-passkey]") : []) {
  const failed = form.querySelector("[data-failed]");
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("[data-with]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const asked = decoded(await options(form));
      const credential = await navigator.credentials[form.dataset.passkey](asked);
      form.elements.credential.value = encoded(credential);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      failed.hidden = false;
    }
  });
}
