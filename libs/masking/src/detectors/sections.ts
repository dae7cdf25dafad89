/** The tables that ship, as the sections of the catalogue. */
import type { Category } from '../detector.js';
import type { CatalogueSection } from './catalogue.js';
import { personal } from './personal/personal.js';
import { secretFamilies } from './secret/secret.js';

const titles = {
  personal: 'Personal data',
  financial: 'Cards, accounts and wallets',
  health: 'Health',
  network: 'Networks and devices',
} as const satisfies Partial<Record<Category, string>>;

export const sections: readonly CatalogueSection[] = [
  ...Object.entries(titles).map(([category, title]) => ({
    title,
    rows: personal.filter((row) => row.category === category),
  })),
  ...Object.entries(secretFamilies).map(([title, rows]) => ({ title: `Secrets: ${title}`, rows })),
];
