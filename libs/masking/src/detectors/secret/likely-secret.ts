/** Tells a value that somebody drew at random from a placeholder, a name in code or a word. Linear. */

/** Bits per character of the text's own distribution: 32 random hex digits have about 3.6, English words below 3. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const unit of text) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Parts of a value, in lower case, that say it stands for another. */
const placeholderParts =
  /example|abc123|placeholder|change_?-?me|replace|your[_-]|your(?:api|key|token|secret|pass)|^my[_-]|dummy|redacted|removed|hidden|insert|sample|todo|fixme|xxxx|\*\*\*|\.\.\.|----|____|0000000|1234567890|abcdefgh|deadbeef|lorem|process\.env|os\.environ|getenv|env\.|secrets\.|config\.|vault:|arn:|file:|\/run\/secrets/;
/** Values that are a word for what should stand there. */
const placeholderWords = new Set(
  `password passwd pass pwd secret token key apikey api_key api-key none null nil undefined true false yes no string str text
  number boolean bool any object required optional default unknown empty value user username admin root test testing guest
  foo bar baz qux foobar abc abc123 hello world demo local localhost postgres mysql mongo redis rabbitmq bearer basic
  my-secret mysecret mypassword my-password mytoken somepassword some-secret`.split(/\s+/),
);
/** A variable of a shell, a template or a CI file, or a text in brackets. */
const isVariable = (value: string): boolean =>
  /^(?:\$(?:[A-Z_][A-Z0-9_]{0,64}|[a-z_]{1,64})|\$\(.{1,200}\)|%[A-Za-z_]{2,64}%|<[^<>]{1,200}>|\[[^[\]]{1,200}\]|&lt;.{1,200}&gt;|@Microsoft\..{1,200}|!(?:Ref|Sub|GetAtt)\b.{0,200})$/su.test(
    value,
  ) || /\$\{|\{\{|\}\}|#\{/.test(value);

export function isPlaceholder(value: string): boolean {
  const low = value.toLowerCase();
  return (
    isVariable(value) || placeholderWords.has(low) || placeholderParts.test(low) || /^(.)\1*$/su.test(value)
  );
}

/** Least entropy of a value whose name and length already speak for it. */
const shapedBitsMin = 2.5;
/** Least entropy of a value of which only its name is known. */
const freeBitsMin = 3;

export const isLikelySecret = (value: string): boolean =>
  !isPlaceholder(value) && entropyBits(value) >= shapedBitsMin;

/** Names joined by dots, as code reads a member: `Tokenizer_1.Tokenizer.readToken`. */
const isMemberName = (value: string): boolean =>
  /^[A-Za-z_$]{1,64}[0-9]{0,2}(?:\.[A-Za-z_$]{1,64}[0-9]{0,2}){1,8}$/u.test(value);

/** For values of any shape: digits among letters as well, since names in code have none. */
export const isRandomText = (value: string): boolean =>
  /[0-9]/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !/^[a-z]{1,32}(?:[-_.][a-z]{1,32}){0,8}[-_.]?[0-9]{1,4}$/iu.test(value) &&
  !isMemberName(value) &&
  !isPlaceholder(value) &&
  entropyBits(value) >= freeBitsMin;

/** Passwords may be poor: a digit or a sign that names in code do not have is enough. */
export const isLikelyPassword = (value: string): boolean =>
  /[0-9!@#%^&*+=?~|]/.test(value) && !isPlaceholder(value) && entropyBits(value) >= 2;

/** Names of algorithms, which look like a poor password. */
const algorithm =
  /^(?:base\d\d|sha\d{1,3}|md\d|utf\d{1,2}|argon2|bcrypt2?|pbkdf2|x509|oauth2|http2|ipv\d|v\d{1,3}|log4j|k8s)$/iu;

/** In a sentence, where any word may follow: three sorts of characters, or a word with a number behind it. */
export const isPasswordInSentence = (value: string): boolean =>
  [/[a-z]/, /[A-Z]/, /[0-9]/, /[!@#$%^&*+=?~|_]/].filter((sort) => sort.test(value)).length >= 3
    ? isLikelyPassword(value)
    : /^[a-z]{3,32}[0-9]{1,8}$/iu.test(value) && !algorithm.test(value) && !isPlaceholder(value);

/** Under a key that says password anything is one, however poor, but for what stands for a value or describes it. */
export const isNoVariable = (value: string): boolean =>
  !isVariable(value) &&
  !/^(?:null|none|nil|undefined|true|false|string|text|object|\*{1,64}|x{3,64})$/iu.test(value);

/** Behind a key that tells a service: one word of some length. */
export const isLikelyCredential = (value: string): boolean =>
  /^\S{8,4096}$/u.test(value) && isLikelySecret(value);

/** Behind a user's name in a URL anything is a password that is no placeholder. */
export const isNoPlaceholder = (value: string): boolean => !isPlaceholder(value);
