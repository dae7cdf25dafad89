/** Tokens of source control, package registries and artifact stores. */
import type { Detector } from '../../detector.js';
import { assigned, secret, token } from './secret-row.js';
import { isLikelySecret, isNoPlaceholder } from './likely-secret.js';
import { alnum, base64, base64url, dotted, hex, lower, oneOf, padded, uuid } from './shape.js';
import { checkedExamples, hasTokenChecksum } from './token-checksum.js';

const github = (kind: string, about: string, prefix: string): Detector =>
  token(kind, about, [prefix, alnum(36)], {
    isValid: hasTokenChecksum,
    score: 1,
    examples: checkedExamples(prefix),
  });

/** 20 characters, or the routable form: a longer body, then version, length and checksum. */
const gitlab = (kind: string, about: string, prefix: string): Detector =>
  token(kind, about, [prefix, dotted(20, 300)]);

export const code: readonly Detector[] = [
  github('github-personal-token', 'GitHub personal access token (classic)', 'ghp_'),
  github('github-oauth-token', 'GitHub OAuth access token', 'gho_'),
  github('github-user-token', 'GitHub App token on behalf of a user', 'ghu_'),
  token('github-server-token', 'GitHub App installation or Actions token', ['ghs_', dotted(36, 1_000)]),
  token('github-refresh-token', 'GitHub App refresh token', ['ghr_', alnum(36, 76)]),
  token('github-fine-grained-token', 'GitHub fine-grained personal access token', [
    'github_pat_',
    alnum(22),
    '_',
    alnum(59),
  ]),
  assigned(
    'github-legacy-token',
    'GitHub token or client secret of the older form, by its name',
    ['github'],
    hex(40),
    { score: 0.7 },
  ),
  gitlab('gitlab-personal-token', 'GitLab personal, project or group access token', 'glpat-'),
  gitlab('gitlab-deploy-token', 'GitLab deploy token', 'gldt-'),
  gitlab('gitlab-runner-token', 'GitLab runner authentication token', 'glrt-'),
  gitlab('gitlab-registered-runner-token', 'GitLab token of a runner made by registration', 'glrtr-'),
  gitlab('gitlab-trigger-token', 'GitLab pipeline trigger token', 'glptt-'),
  gitlab('gitlab-job-token', 'GitLab CI job token', 'glcbt-'),
  gitlab('gitlab-feed-token', 'GitLab feed token', 'glft-'),
  gitlab('gitlab-scim-token', 'GitLab SCIM token', 'glsoat-'),
  gitlab('gitlab-feature-flag-token', 'GitLab feature flag client token', 'glffct-'),
  gitlab('gitlab-incoming-mail-token', 'GitLab incoming mail token', 'glimt-'),
  gitlab('gitlab-agent-token', 'GitLab agent for Kubernetes token', 'glagent-'),
  gitlab('gitlab-oauth-secret', 'GitLab OAuth application secret', 'gloas-'),
  gitlab('gitlab-workspace-token', 'GitLab workspaces agent token', 'glwt-'),
  token('gitlab-runner-registration', 'GitLab runner registration token', ['GR1348941', base64url(20)]),
  token('bitbucket-access-token', 'Bitbucket repository, project or workspace access token', [
    'ATCTT3xFf',
    padded(150, 400),
  ]),
  token('bitbucket-app-password', 'Bitbucket app password', ['ATBB', alnum(32)]),
  assigned('bitbucket-secret', 'Bitbucket OAuth secret, by its name', ['bitbucket'], base64url(32)),
  assigned(
    'gitea-token',
    'Gitea, Forgejo or Gogs access token, by its name',
    ['gitea', 'forgejo', 'gogs', 'codeberg'],
    hex(40),
  ),
  token('sourcegraph-token', 'Sourcegraph access token', ['sgp_', oneOf('local_', ''), hex(40)]),
  token('sourcegraph-instance-token', 'Sourcegraph access token that names its instance', [
    'sgp_',
    hex(16),
    '_',
    hex(40),
  ]),
  token('phabricator-token', 'Phabricator or Phorge Conduit token', ['api-', lower(28)]),
  token('npm-token', 'npm access token', ['npm_', alnum(36)], {
    isValid: hasTokenChecksum,
    score: 1,
    examples: checkedExamples('npm_'),
  }),
  secret({
    kind: 'npmrc-auth',
    about: 'Token or password in an .npmrc line',
    pattern:
      /(?<![A-Za-z0-9]):?_(?:authToken|auth|password)[ \t]{0,4}=[ \t]{0,4}"?(?<value>[A-Za-z0-9_+/=.-]{8,512})/giu,
    hasValueGroup: true,
    keywords: ['_auth', '_password'],
    isValid: isLikelySecret,
    score: 0.8,
    examples: {
      match: [`//registry.example/:_authToken=${uuid.sample}`, `_auth = "${base64(30).sample}=="`],
      not: [
        '//registry.example/:_authToken=${NPM_TOKEN}',
        '_password=changeme',
        `DB_PASSWORD=${uuid.sample}`,
      ],
    },
  }),
  token('pypi-token', 'PyPI upload token', ['pypi-AgE', base64url(60, 1_000)]),
  token('rubygems-key', 'RubyGems API key', ['rubygems_', hex(48)]),
  token('crates-token', 'crates.io API token', ['cio', alnum(32)]),
  token('docker-personal-token', 'Docker personal access token', ['dckr_pat_', base64url(27)]),
  token('docker-organisation-token', 'Docker organisation access token', ['dckr_oat_', base64url(32)]),
  token('docker-refresh-token', 'Docker session refresh token', ['dckrt_', base64url(24, 64)]),
  secret({
    kind: 'docker-config-auth',
    about: 'User and password of a registry in a Docker config file',
    pattern: /"auth"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}"(?<value>[A-Za-z0-9+/]{8,1024}={0,2})"/gu,
    hasValueGroup: true,
    keywords: ['"auth"'],
    isValid: isNoPlaceholder,
    score: 0.9,
    examples: {
      match: [`{"auths":{"r.example":{"auth":"${base64(30).sample}=="}}}`, `"auth" : "${base64(32).sample}"`],
      not: ['"auth": "none"', '"auth": "<base64 of user and password>"'],
    },
  }),
  secret({
    kind: 'netrc-password',
    about: 'Password in a .netrc file',
    pattern:
      /machine[ \t]{1,8}\S{1,255}\s{1,8}login[ \t]{1,8}\S{1,255}\s{1,8}password[ \t]{1,8}(?<value>\S{1,255})/gu,
    hasValueGroup: true,
    keywords: ['machine'],
    isValid: isNoPlaceholder,
    score: 0.9,
    examples: {
      match: [
        `machine a.example login ann password ${alnum(12).sample}`,
        `machine a.example\n  login ann\n  password pw9!x`,
      ],
      not: ['machine a.example login ann password <password>', 'the machine login needs a password'],
    },
  }),
  token('jfrog-key', 'JFrog Artifactory API key', ['AKCp', alnum(69)]),
  token('jfrog-reference-token', 'JFrog Artifactory reference token', ['cmVmdGtu', alnum(56)]),
  assigned('jfrog-identity-token', 'JFrog identity token, by its name', ['jfrog', 'artifactory'], alnum(64)),
  token('nuget-key', 'NuGet.org API key', ['oy2', lower(43)]),
  token('clojars-token', 'Clojars deploy token', ['CLOJARS_', hex(60)]),
  token('packagist-token', 'Packagist token', ['packagist_', oneOf('ort_', 'uut_', 'out_'), hex(68)]),
  assigned('hex-pm-key', 'Hex.pm API key, by its name', ['hex_api', 'hexpm'], hex(32)),
  assigned('cloudsmith-key', 'Cloudsmith API key, by its name', ['cloudsmith'], hex(40)),
  assigned('chocolatey-key', 'Chocolatey API key, by its name', ['chocolatey', 'choco_'], uuid),
  assigned(
    'sonatype-password',
    'Sonatype or Nexus token password, by its name',
    ['sonatype', 'ossrh', 'nexus_'],
    base64(32, 48),
  ),
];
