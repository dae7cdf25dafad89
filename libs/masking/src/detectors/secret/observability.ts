/** Keys of monitoring, analytics, quality and error reporting. */
import type { Detector } from '../../detector.js';
import { assigned, secret, token } from './secret-row.js';
import { alnum, base64, base64url, hex, letters, lower, oneOf, padded, upper, uuid, word } from './shape.js';

export const observability: readonly Detector[] = [
  assigned('datadog-api-key', 'Datadog API key, by its name', ['datadog', 'dd_api', 'dd-api'], hex(32)),
  assigned(
    'datadog-app-key',
    'Datadog application key, by its name',
    ['datadog', 'dd_app', 'dd-application'],
    hex(40),
  ),
  token(
    'datadog-marked-token',
    'Datadog application key or personal token, with its mark',
    [oneOf('ddapp_', 'ddpat_'), alnum(34, 80)],
    { keywords: ['ddapp_', 'ddpat_'] },
  ),
  token('newrelic-user-key', 'New Relic user key', ['NRAK-', upper(27)]),
  token('newrelic-browser-key', 'New Relic browser or mobile key', ['NRJS-', hex(19)]),
  token(
    'newrelic-insights-key',
    'New Relic insights insert or query key',
    [oneOf('NRII-', 'NRIQ-'), base64url(32)],
    { keywords: ['nrii-', 'nriq-'] },
  ),
  token('newrelic-licence-key', 'New Relic licence key', [hex(36), 'NRAL']),
  token('sentry-organisation-token', 'Sentry organisation token', [
    'sntrys_',
    padded(100, 400),
    '_',
    base64(43),
  ]),
  token('sentry-user-token', 'Sentry user token', ['sntryu_', hex(64)]),
  assigned('sentry-legacy-token', 'Sentry token of the older form, by its name', ['sentry'], hex(64)),
  secret({
    kind: 'sentry-dsn-secret',
    about: 'Sentry DSN that holds a secret key',
    pattern: /https?:\/\/[0-9a-f]{32}:(?<value>[0-9a-f]{32})@/gu,
    hasValueGroup: true,
    keywords: ['://'],
    score: 0.97,
    examples: {
      match: [
        `https://${hex(32).sample}:${hex(32).sample}@sentry.example/1`,
        `dsn=http://${hex(32).sample}:${hex(32).sample}@e.example/2`,
      ],
      not: [`https://${hex(32).sample}@sentry.example/1`, `https://${hex(32).sample}:443/`],
    },
  }),
  token('grafana-service-token', 'Grafana service account token', ['glsa_', alnum(32), '_', hex(8)]),
  token('grafana-cloud-token', 'Grafana Cloud access policy token', ['glc_', padded(60, 500)]),
  token('grafana-legacy-key', 'Grafana API key of the older form', ['eyJrIjoi', padded(60, 400)]),
  token(
    'honeycomb-key',
    'Honeycomb ingest or management key',
    [oneOf('hcaik_', 'hcxik_', 'hcbik_', 'hcamk_', 'hcxmk_'), lower(58, 64)],
    { keywords: ['hcaik_', 'hcxik_', 'hcbik_', 'hcamk_', 'hcxmk_'] },
  ),
  assigned(
    'honeycomb-legacy-key',
    'Honeycomb API key of the older form, by its name',
    ['honeycomb', 'x-honeycomb'],
    alnum(22, 32),
  ),
  assigned(
    'pagerduty-key',
    'PagerDuty API or integration key, by its name',
    ['pagerduty', 'pager_duty'],
    padded(20, 32),
  ),
  token('pagerduty-oauth-token', 'PagerDuty OAuth token', [oneOf('pdus+_', 'pdeu+_'), base64url(40, 100)], {
    keywords: ['pdus+_', 'pdeu+_'],
  }),
  assigned('opsgenie-key', 'Opsgenie API key, by its name', ['opsgenie', 'geniekey'], uuid),
  assigned('rollbar-token', 'Rollbar access token, by its name', ['rollbar'], hex(32)),
  assigned('bugsnag-key', 'Bugsnag API key, by its name', ['bugsnag'], hex(32)),
  assigned('splunk-token', 'Splunk HTTP event collector token, by its name', ['splunk', 'hec_token'], uuid),
  assigned('sumologic-key', 'Sumo Logic access key, by its name', ['sumologic', 'sumo_'], alnum(64)),
  token(
    'dynatrace-token',
    'Dynatrace API or platform token',
    [oneOf('dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s08.', 'dt0s16.'), upper(8, 24), '.', upper(64)],
    { keywords: ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s08.', 'dt0s16.'] },
  ),
  assigned('logzio-token', 'Logz.io token, by its name', ['logzio', 'logz_io'], letters(32)),
  assigned('loggly-token', 'Loggly customer token, by its name', ['loggly'], uuid),
  assigned(
    'better-stack-token',
    'Better Stack (Logtail) source token, by its name',
    ['betterstack', 'better_stack', 'logtail'],
    alnum(24),
  ),
  token('posthog-personal-key', 'PostHog personal API key', ['phx_', alnum(43, 60)]),
  assigned('amplitude-key', 'Amplitude API or secret key, by its name', ['amplitude'], hex(32)),
  assigned('mixpanel-secret', 'Mixpanel token or secret, by its name', ['mixpanel'], hex(32)),
  assigned('segment-key', 'Segment write key, by its name', ['segment_'], alnum(32)),
  token('segment-public-api-token', 'Segment public API token', ['sgp_', alnum(64)]),
  token('launchdarkly-key', 'LaunchDarkly SDK, API or relay key', [oneOf('sdk-', 'api-', 'rel-'), uuid], {
    keywords: ['sdk-', 'api-', 'rel-'],
  }),
  assigned('statsig-secret', 'Statsig server secret, by its name', ['statsig'], {
    ...base64url(51),
    source: 'secret-[A-Za-z0-9]{43}',
    sample: `secret-${alnum(43).sample}`,
    tooShort: `secret-${alnum(42).sample}`,
  }),
  token('axiom-token', 'Axiom API or personal token', [oneOf('xaat-', 'xapt-'), uuid], {
    keywords: ['xaat-', 'xapt-'],
  }),
  token('checkly-key', 'Checkly API key', ['cu_', hex(32)]),
  assigned('uptimerobot-key', 'UptimeRobot API key, by its name', ['uptimerobot'], {
    ...base64url(40),
    source: '[umn][0-9]{5,9}-[0-9a-f]{24,32}',
    sample: `u123456-${hex(24).sample}`,
    tooShort: `u123456-${hex(23).sample}`,
  }),
  token(
    'snyk-token',
    'Snyk token, with its mark',
    [oneOf('snyk_uat.', 'snyk_sat.'), hex(8), '.', padded(20, 600)],
    { keywords: ['snyk_uat.', 'snyk_sat.'] },
  ),
  assigned('snyk-legacy-token', 'Snyk API token, by its name', ['snyk'], uuid),
  token('sonarqube-token', 'SonarQube or SonarCloud token', [oneOf('squ_', 'sqp_', 'sqa_'), hex(40)], {
    keywords: ['squ_', 'sqp_', 'sqa_'],
  }),
  assigned('sonar-legacy-token', 'Sonar token of the older form, by its name', ['sonar'], hex(40)),
  assigned('codecov-token', 'Codecov upload token, by its name', ['codecov'], uuid),
  assigned(
    'codeclimate-token',
    'Code Climate token, by its name',
    ['codeclimate', 'code_climate', 'cc_test_reporter'],
    hex(64),
  ),
  assigned('coveralls-token', 'Coveralls repository token, by its name', ['coveralls'], word(32, 37)),
  assigned('elastic-apm-token', 'Elastic APM secret token, by its name', ['elastic_apm'], padded(16, 64)),
];
