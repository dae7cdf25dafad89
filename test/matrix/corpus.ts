/** Secrets for tests, all made up: each goes through every position of every dialect, and none may be found anywhere afterwards. */

export interface Secret {
  readonly name: string;
  /** Kind of the detector catalogue that finds it. */
  readonly kind: string;
  /** As it stands in a text. */
  readonly written: string;
  /** The part that nobody may see. */
  readonly value: string;
}

const password = ['Vk8qWz3T', 'tN5rXpLd'].join('');
/** 48 characters of base64 a line, as a key's bytes look. */
const keyLines = [
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIB',
  'AQC7qYx0fW3uTn5rKp2vLd8mZs6hJc1bGe4aRt9wXoUi7Ny',
  'Pq3sFk0MzVb5HtE8gCj2DxLw6iOa1rSu4nKf9QyTp7BmZe3',
];
const pem = (label: string): string =>
  [`-----BEGIN ${label}-----`, ...keyLines, `-----END ${label}-----`].join('\n');

export const corpus: readonly Secret[] = [
  {
    name: 'an e-mail address',
    kind: 'email',
    written: 'quinn.harrow72@mailbox.example.org',
    value: 'quinn.harrow72@mailbox.example.org',
  },
  {
    name: 'a bank account',
    kind: 'iban',
    written: 'DE75512108001245126199',
    value: 'DE75512108001245126199',
  },
  { name: 'a payment card', kind: 'payment-card', written: '4539148803436467', value: '4539148803436467' },
  {
    name: 'a key of a cloud',
    kind: 'aws-access-key-id',
    written: ['AKIA', 'YVP4CIPPERUVIFXG'].join(''),
    value: ['AKIA', 'YVP4CIPPERUVIFXG'].join(''),
  },
  {
    name: 'a key of a model provider',
    kind: 'openai-project-key',
    written: ['sk-proj-', 'Zr7vQm2LxK9pTd4WnB6s', 'T3BlbkFJ', 'Hy8cGf3VjNu5aRe1XoMi'].join(''),
    value: ['Zr7vQm2LxK9pTd4WnB6s', 'T3BlbkFJ', 'Hy8cGf3VjNu5aRe1XoMi'].join(''),
  },
  {
    name: 'a password in an address',
    kind: 'postgres-url',
    written: `postgres://ledger:${password}@ledger-db:5432/books`,
    value: password,
  },
  { name: 'a private key', kind: 'private-key', written: pem('PRIVATE KEY'), value: keyLines[1] ?? '' },
];

/** All of them in one text, with letters of several bytes among them. */
export const secretText = corpus.map(({ name, written }) => `${name} – 漢字: ${written} `).join('; ');
