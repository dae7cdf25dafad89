import { describe, expect, it } from 'vitest';
import { withResults } from './performance-document.js';

describe('withResults', () => {
  it('replaces its own part and leaves the rest as it is', () => {
    const first = withResults('# Performance\n\n## Another part\n\ntext\n', 'old figures');
    const second = withResults(`${first}\n## Written later\n`, 'new figures');
    expect(first).toContain('## Another part\n\ntext');
    expect(second).toContain('new figures');
    expect(second).not.toContain('old figures');
    expect(second).toContain('## Another part\n\ntext');
    expect(second).toContain('## Written later');
  });
});
