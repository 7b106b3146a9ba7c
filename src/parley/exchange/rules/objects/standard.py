"""The properties of the standard's types, as data: STIX 2.1, sections 2 to 5 and 7, one line a property.

A type begins at the margin, with its family; then its properties (`!`: required) and, after a colon, its conditions.

    string, integer(0..9), ...   a kind of value: shapes.py, KINDS
    [kind]                       a list of at least one
    {kind|kind}                  a dictionary whose values are of one of these kinds
    enum(a|b)                    one of these words. Open vocabularies are strings: their values are a SHOULD (2.14)
    ref(type|type)               an identifier of one of these types; @family: of those of a family, and foreign ones
    another name                 an object of that part

Conditions are explained in conditions.py.
"""

from __future__ import annotations

COMMON = """
domain common
  type!                     string
  spec_version!             spec-version
  id!                       string
  created!                  precise-timestamp
  modified!                 precise-timestamp
  created_by_ref            ref(identity)
  revoked                   boolean
  labels                    [string]
  confidence                integer(0..100)
  lang                      language
  external_references       [external-reference]
  object_marking_refs       [ref(marking-definition)]
  granular_markings         [granular-marking]
  extensions                extensions()
  defanged                  never
relationship like domain
meta like domain
observable like domain
  spec_version              spec-version
  created                   precise-timestamp
  modified                  precise-timestamp
  defanged                  boolean
marking like domain
  modified                  precise-timestamp
"""

DOMAIN = """
attack-pattern domain
  name!                     string
  description               string
  aliases                   [string]
  kill_chain_phases         [kill-chain-phase]
campaign domain
  name!                     string
  description               string
  aliases                   [string]
  first_seen                timestamp
  last_seen                 timestamp
  objective                 string
  : not-before last_seen first_seen
course-of-action domain
  name!                     string
  description               string
grouping domain
  name                      string
  description               string
  context!                  string
  object_refs!              [ref(@any)]
identity domain
  name!                     string
  description               string
  roles                     [string]
  identity_class            string
  sectors                   [string]
  contact_information       string
incident domain
  name!                     string
  description               string
indicator domain
  name                      string
  description               string
  indicator_types           [string]
  pattern!                  string
  pattern_type!             string
  pattern_version           string
  valid_from!               timestamp
  valid_until               timestamp
  kill_chain_phases         [kill-chain-phase]
  : after valid_until valid_from
infrastructure domain
  name!                     string
  description               string
  infrastructure_types      [string]
  aliases                   [string]
  kill_chain_phases         [kill-chain-phase]
  first_seen                timestamp
  last_seen                 timestamp
  : not-before last_seen first_seen
intrusion-set domain
  name!                     string
  description               string
  aliases                   [string]
  first_seen                timestamp
  last_seen                 timestamp
  goals                     [string]
  resource_level            string
  primary_motivation        string
  secondary_motivations     [string]
  : not-before last_seen first_seen
location domain
  name                      string
  description               string
  latitude                  float(-90..90)
  longitude                 float(-180..180)
  precision                 float
  region                    string
  country                   string
  administrative_area       string
  city                      string
  street_address            string
  postal_code               string
  : any-of region country latitude
  : needs latitude longitude
  : needs longitude latitude
  : needs precision latitude
malware domain
  name                      string
  description               string
  malware_types             [string]
  is_family!                boolean
  aliases                   [string]
  kill_chain_phases         [kill-chain-phase]
  first_seen                timestamp
  last_seen                 timestamp
  operating_system_refs     [ref(software)]
  architecture_execution_envs [string]
  implementation_languages  [string]
  capabilities              [string]
  sample_refs               [ref(artifact|file)]
  : required-where is_family name
  : not-before last_seen first_seen
malware-analysis domain
  product!                  string
  version                   string
  host_vm_ref               ref(software)
  operating_system_ref      ref(software)
  installed_software_refs   [ref(software)]
  configuration_version     string
  modules                   [string]
  analysis_engine_version   string
  analysis_definition_version string
  submitted                 timestamp
  analysis_started          timestamp
  analysis_ended            timestamp
  result_name               string
  result                    string
  analysis_sco_refs         [ref(@observable)]
  sample_ref                ref(artifact|file|network-traffic)
  : any-of result analysis_sco_refs
note domain
  abstract                  string
  content!                  string
  authors                   [string]
  object_refs!              [ref(@any)]
observed-data domain
  first_observed!           timestamp
  last_observed!            timestamp
  number_observed!          integer(1..999999999)
  objects                   container
  object_refs               [ref(@observable|@relationship)]
  : one-of objects object_refs
  : not-before last_observed first_observed
opinion domain
  explanation               string
  authors                   [string]
  opinion!                  enum(strongly-disagree|disagree|neutral|agree|strongly-agree)
  object_refs!              [ref(@any)]
report domain
  name!                     string
  description               string
  report_types              [string]
  published!                timestamp
  object_refs!              [ref(@any)]
threat-actor domain
  name!                     string
  description               string
  threat_actor_types        [string]
  aliases                   [string]
  first_seen                timestamp
  last_seen                 timestamp
  roles                     [string]
  goals                     [string]
  sophistication            string
  resource_level            string
  primary_motivation        string
  secondary_motivations     [string]
  personal_motivations      [string]
  : not-before last_seen first_seen
tool domain
  name!                     string
  description               string
  tool_types                [string]
  aliases                   [string]
  kill_chain_phases         [kill-chain-phase]
  tool_version              string
vulnerability domain
  name!                     string
  description               string

relationship relationship
  relationship_type!        relationship-type
  description               string
  source_ref!               ref(@domain|@observable)
  target_ref!               ref(@domain|@observable)
  start_time                timestamp
  stop_time                 timestamp
  : after stop_time start_time
  : differ source_ref target_ref
sighting relationship
  description               string
  first_seen                timestamp
  last_seen                 timestamp
  count                     integer(0..999999999)
  sighting_of_ref!          ref(@domain)
  observed_data_refs        [ref(observed-data)]
  where_sighted_refs        [ref(identity|location)]
  summary                   boolean
  : not-before last_seen first_seen

extension-definition meta
  created_by_ref!           ref(identity)
  name!                     string
  description               string
  schema!                   string
  version!                  string
  extension_types!          [enum(new-sdo|new-sco|new-sro|property-extension|toplevel-property-extension)]
  extension_properties      [string]
  : extension-properties
language-content meta
  object_ref!               ref(@domain|@relationship|@observable|extension-definition|marking-definition)
  object_modified           timestamp
  contents!                 translations
marking-definition marking
  name                      string
  definition_type           string
  definition                dictionary
  : marking
"""

PARTS = """
kill-chain-phase part
  kill_chain_name!          string
  phase_name!               string
external-reference part
  source_name!              string
  description               string
  url                       uri
  hashes                    listed-hashes
  external_id               string
  : any-of description url external_id
  : well-known-source
granular-marking part
  selectors!                [selector]
  lang                      language
  marking_ref               ref(marking-definition)
  : one-of lang marking_ref
mime-part part
  body                      string
  body_raw_ref              ref(artifact|file)
  content_type              string
  content_disposition       string
  : one-of body body_raw_ref
registry-value part
  name                      string
  data                      string
  data_type                 enum(REG_NONE|REG_SZ|REG_EXPAND_SZ|REG_BINARY|REG_DWORD|REG_DWORD_BIG_ENDIAN|\
REG_DWORD_LITTLE_ENDIAN|REG_LINK|REG_MULTI_SZ|REG_RESOURCE_LIST|REG_FULL_RESOURCE_DESCRIPTION|\
REG_RESOURCE_REQUIREMENTS_LIST|REG_QWORD|REG_INVALID_TYPE)
  : some
x509-v3-extensions part
  basic_constraints         string
  name_constraints          string
  policy_constraints        string
  key_usage                 string
  extended_key_usage        string
  subject_key_identifier    string
  authority_key_identifier  string
  subject_alternative_name  string
  issuer_alternative_name   string
  subject_directory_attributes string
  crl_distribution_points   string
  inhibit_any_policy        string
  private_key_usage_period_not_before timestamp
  private_key_usage_period_not_after timestamp
  certificate_policies      string
  policy_mappings           string
  : some
"""
