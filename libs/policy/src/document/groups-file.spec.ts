import { describe, expect, it } from 'vitest';
import { bytesOf } from '../fixtures/documents.js';
import { loadGroupsFile } from './groups-file.js';

describe('a groups file', () => {
  it('gives groups by subject and by e-mail in small letters', () => {
    const result = loadGroupsFile(bytesOf("Alice@Example.com: [engineers]\n'42': [auditors, engineers]\n"));
    expect(result.kind === 'loaded' && [...result.groupsByMember]).toEqual([
      ['42', ['auditors', 'engineers']],
      ['alice@example.com', ['engineers']],
    ]);
  });

  it('is refused with line and column, naming nobody', () => {
    expect(loadGroupsFile(bytesOf('alice@example.com: engineers\nbob@example.com: [1]\n'))).toEqual({
      kind: 'refused',
      problems: [
        { line: 1, column: 20, at: '', message: 'Write a list here.' },
        { line: 2, column: 19, at: '[0]', message: 'Write text here.' },
      ],
    });
  });
});
