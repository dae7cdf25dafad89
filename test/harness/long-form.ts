/** Whether the long forms of the suites run (`npm run test:full`). */
export const longForm = process.env['SALLYPORT_TEST_FULL'] === '1';
