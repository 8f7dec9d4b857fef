"""What the real oslo.policy and Nova answer. Reads one JSON object of questions, writes one of answers."""
import ast
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings

from oslo_config import cfg
from oslo_policy import _checks, _parser, policy

from nova import context, policies
from nova import policy as nova_policy  # registers the check is_admin

warnings.simplefilter('ignore')


class Failures(logging.Handler):
    """Counts what the parser logs instead of raising."""
    count = 0

    def emit(self, record):
        self.count += 1


class AnyKey(dict):
    def __missing__(self, key):
        return 'x'


failures = Failures()
logging.getLogger('oslo_policy').addHandler(failures)
logging.getLogger('oslo_policy').propagate = False


def enforcer_of(rules):
    enforcer = policy.Enforcer(cfg.ConfigOpts(), policy_file='none', use_conf=False)
    enforcer.conf([], project='none', default_config_files=[])
    enforcer.set_rules({name: _parser.parse_rule(rule) for name, rule in rules.items()})
    return enforcer


def answer(case):
    try:
        return bool(enforcer_of(case['rules']).enforce(case['ask'], case['target'], dict(case['credentials'])))
    except Exception:
        return 'fails'


def is_understood(text):
    """Neither the parser logs a failure, nor any check in it fails to be read when it is asked."""
    before = failures.count
    tree = _parser.parse_rule(text)
    # A mark or a text by itself is left as it is, and fails when it is called.
    if failures.count != before or not isinstance(tree, _checks.BaseCheck):
        return False
    try:
        read(tree)
        return True
    except Exception:
        return False


def read(check):
    for inner in getattr(check, 'rules', []):
        read(inner)
    if isinstance(check, _checks.NotCheck):
        read(check.rule)
    if isinstance(check, (_checks.GenericCheck, _checks.RoleCheck)):
        check.match % AnyKey()
    if isinstance(check, _checks.GenericCheck):
        try:
            ast.literal_eval(check.kind)
        except ValueError:
            pass


def ask_nova(callers, targets):
    """Every rule of Nova, with its own defaults for a policy file: then no deprecated name has a say."""
    text = ''.join('"%s": "%s"\n' % (rule.name, rule.check_str) for rule in policies.list_rules())
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'policy.yaml')
        with open(path, 'w') as file:
            file.write(text)
        cfg.CONF([], project='none', default_config_files=[])
        cfg.CONF.set_override('policy_file', path, group='oslo_policy')
        nova_policy.init(suppress_deprecation_warnings=True)
        contexts = [context.RequestContext(**caller) for caller in callers]
        enforcer = nova_policy._ENFORCER
        answers = {
            rule.name: [bool(enforcer.enforce(rule.name, target, each.to_policy_values()))
                        for each in contexts for target in targets]
            for rule in policies.list_rules()
        }
    sample = subprocess.run(['/usr/bin/oslopolicy-sample-generator', '--namespace', 'nova'], check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True).stdout
    return {'policy': text, 'sample': sample, 'isAdmin': [bool(each.is_admin) for each in contexts], 'answers': answers}


asked = json.load(sys.stdin)
json.dump({
    'answers': [answer(case) for case in asked['cases']],
    'understood': [is_understood(text) for text in asked['texts']],
    'nova': ask_nova(**asked['nova']),
}, sys.stdout)
