/** The rules of the cases' servers, and the search list that the cases share. */

import type { Alias } from '../../../src/demo/reply.ts';
import type { Rule } from '../dns/behaviour.ts';

export const SEARCH = 'search default.svc.cluster.local svc.cluster.local cluster.local';

export const NXDOMAIN: Rule = { action: { kind: 'nxdomain' } };
export const NODATA: Rule = { action: { kind: 'nodata' } };

export const alias = (cname: Alias, rule: Omit<Rule, 'action'> = {}): Rule => ({
  ...rule,
  action: { kind: 'alias', cname },
});

export const lost = (rule: Omit<Rule, 'action'> = {}): Rule => ({ ...rule, action: { kind: 'drop' } });
export const SILENT = [lost()];

export const rcode = (
  code: 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR',
  rule: Omit<Rule, 'action'> = {},
): Rule => ({ ...rule, action: { kind: 'rcode', rcode: code } });
