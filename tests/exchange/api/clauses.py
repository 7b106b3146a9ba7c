"""Every MUST, MUST NOT, SHOULD and SHOULD NOT of TAXII 2.1 (OASIS Standard, 10 June 2021) that concerns a server, in
our own words, with the test that holds it. What the software of a node cannot hold has a reason in place of a test.

Read against a Markdown copy of the standard, which names itself the OASIS Standard of 10 June 2021, from beginning to
end; the authoritative document itself was not at hand. 1.3 to 1.6.5 (references, conventions, overview), the privacy
considerations and the appendices after them have no keyword. Left out on purpose: what is allowed (MAY), and
what binds clients alone (3.1 on requests, 3.2 on User-Agent, 4.3 and 5.5 on polling, 8.4, 8.5). That an error has a
body (3.1) is allowed only; ours have one all the same.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    section: str
    keyword: str
    says: str
    test: str = ""
    reason: str = ""


PROXY = "TLS is the reverse proxy's (docs/operating.md): the node itself listens on loopback without it."

CLAUSES = (
    # 2. Data types
    Clause("2", "MUST", "a boolean is a bare true or false", "test_resources_have_the_types_of_the_standard"),
    Clause("2", "MUST", "an identifier is a version 4 UUID", "test_identifiers_are_version_4_uuids"),
    Clause("2", "MUST", "an integer fits 54 bits with its sign", "test_resources_have_the_types_of_the_standard"),
    Clause("2", "MUST", "the values of a list have the list's type", "test_resources_have_the_types_of_the_standard"),
    Clause("2", "MUST", "a list has one value at least", "test_no_resource_has_an_empty_list"),
    Clause("2", "MUST NOT", "an empty list stands for none", "test_no_resource_has_an_empty_list"),
    Clause("2", "MUST", "a required list is there, with a value", "test_the_api_root_says_what_it_takes"),
    Clause(
        "2", "MUST", "a timestamp is RFC 3339 with six digits", "test_dates_are_timestamps_with_microseconds_in_utc"
    ),
    Clause("2", "MUST", "a timestamp is in UTC, with a Z", "test_dates_are_timestamps_with_microseconds_in_utc"),
    # 3.1 Endpoints
    Clause("3.1", "MUST", "a path ends in a slash", "test_an_address_without_its_last_slash_is_a_404_that_says_so"),
    Clause("3.1", "MUST", "a success has the body of its endpoint", "test_each_endpoint_answers_with_its_resource"),
    Clause("3.1", "MUST", "an answer names its media type and version", "test_every_answer_is_taxii_2_1"),
    Clause("3.1", "SHOULD", "the highest version, if none is named", "test_without_a_version_the_answer_is_taxii_2_1"),
    Clause("3.1", "MUST NOT", "a defined Accept leads to 406", "test_an_accept_that_lets_taxii_in_is_acceptable"),
    Clause(
        "3.1",
        "MUST NOT",
        "a defined Content-Type leads to 415",
        "test_an_envelope_may_leave_its_version_out",
    ),
    Clause("3.1", "MUST", "endpoints that filter do so by 3.4", "test_each_filter_lets_through_what_it_names"),
    Clause("3.1", "normative", "the tables of 4 and 5", "test_each_endpoint_answers_with_its_resource"),
    # 3.2 Headers
    Clause("3.2", "MUST", "X-TAXII-Date-Added-First is a timestamp", "test_a_page_says_when_its_first_and_last_came"),
    Clause("3.2", "MUST", "it is on every page of the four", "test_even_an_empty_page_has_dates"),
    Clause("3.2", "MUST", "X-TAXII-Date-Added-Last is a timestamp", "test_a_page_says_when_its_first_and_last_came"),
    Clause("3.2", "MUST", "it is on every page of the four", "test_even_an_empty_page_has_dates"),
    # 3.3 Sorting
    Clause("3.3", "MUST", "objects and manifests: by date added", "test_what_came_first_is_served_first"),
    Clause("3.3", "MUST", "collections: always in one order", "test_collections_stand_in_one_order"),
    # 3.4 Filtering
    Clause("3.4", "MUST", "400 for a malformed parameter", "test_a_malformed_parameter_is_a_400"),
    Clause("3.4", "MUST NOT", "added_after comes twice", "test_a_parameter_that_comes_twice_is_malformed"),
    Clause("3.4", "MUST", "added_after is one timestamp", "test_a_moment_in_another_form_is_malformed"),
    Clause("3.4", "MUST", "without added_after the oldest comes first", "test_what_came_first_is_served_first"),
    Clause("3.4", "MUST", "a limit is greater than zero", "test_a_limit_that_is_no_positive_integer_is_malformed"),
    Clause("3.4", "MUST NOT", "a page holds more than its limit", "test_pages_hold_everything_once_whatever_the_limit"),
    Clause("3.4", "MUST", "all, if they fit", "test_what_fits_on_a_page_is_on_it"),
    Clause("3.4", "MUST", "more is true when there is more", "test_pages_hold_everything_once_whatever_the_limit"),
    Clause("3.4", "MUST", "the match fields of each endpoint", "test_each_filter_lets_through_what_it_names"),
    Clause("3.4", "MUST NOT", "a match field comes twice", "test_a_parameter_that_comes_twice_is_malformed"),
    Clause("3.4.1", "MUST NOT", "spec_version lets others through", "test_each_filter_lets_through_what_it_names"),
    Clause("3.4.1", "MUST", "without it the latest spec version", "test_each_filter_lets_through_what_it_names"),
    Clause("3.4.1", "MUST NOT", "a type of STIX 2.1 is an error", "test_every_type_of_stix_may_be_asked_for"),
    Clause("3.4.1", "MUST", "without version the latest only", "test_versions_are_served_as_they_are_asked_for"),
    Clause("3.4.1", "MUST", "of unversioned objects, created", "test_what_has_no_modified_has_its_created_as_version"),
    Clause("3.4.1", "MUST NOT", "a version comes twice", "test_a_version_twice_or_all_with_others_is_malformed"),
    Clause("3.4.1", "MUST NOT", "all goes with others", "test_a_version_twice_or_all_with_others_is_malformed"),
    Clause("3.4.1", "MUST", "a version is a timestamp of STIX", "test_a_moment_in_another_form_is_malformed"),
    Clause("3.4.1", "MUST", "version is ignored where there are none", reason="Only STIX is stored, which has them."),
    # 3.5 Pagination
    Clause("3.5", "MUST", "more is true when there is more", "test_pages_hold_everything_once_whatever_the_limit"),
    # 3.6 Errors
    Clause("3.6.1", "required", "an error has a title", "test_every_refusal_is_an_error_object"),
    Clause("3.6.1", "MUST", "its http_status is the header's", "test_every_refusal_is_an_error_object"),
    # 3.7 Envelope
    Clause("3.7", "MUST", "STIX comes in an envelope", "test_each_endpoint_answers_with_its_resource"),
    Clause("3.7", "MUST", "its objects are STIX objects", "test_objects_are_served_as_the_octets_that_came"),
    # 3.8 Property names
    Clause("3.8", "MUST", "names as in the tables", "test_resources_have_the_types_of_the_standard"),
    Clause("3.8", "MUST", "what is required is there", "test_resources_have_the_types_of_the_standard"),
    Clause("3.9", "MUST", "an SRV record is called taxii2, over tcp", reason="Whoever keeps the domain writes it."),
    # 4.1 Discovery
    Clause("4.1.1", "MUST", "the default is one of the API roots", "test_discovery_names_the_api_root"),
    Clause("4.1.1", "MUST", "a root is an HTTPS URL or a path", "test_the_api_root_is_an_https_url_or_a_path"),
    Clause("4.1.1", "MUST", "a path begins with one slash", "test_the_api_root_is_an_https_url_or_a_path"),
    Clause("4.1.1", "MUST NOT", "it begins with // or ../", "test_the_api_root_is_an_https_url_or_a_path"),
    Clause("4.1.1", "MUST NOT", "it has a query", "test_the_api_root_is_an_https_url_or_a_path"),
    # 4.2 API root
    Clause("4.2", "MUST", "each root has its own URL", "test_discovery_names_the_api_root"),
    Clause("4.2.1", "MUST", "versions are media types", "test_the_api_root_says_what_it_takes"),
    Clause("4.2.1", "MUST", "with their version", "test_the_api_root_says_what_it_takes"),
    Clause("4.2.1", "MUST", "2.1 among them", "test_the_api_root_says_what_it_takes"),
    Clause("4.2.1", "MUST", "max_content_length is positive", "test_the_api_root_says_what_it_takes"),
    Clause(
        "4.2.1", "MUST NOT", "a smaller body leads to 413", "test_a_body_within_max_content_length_is_never_too_large"
    ),
    # 4.3 Status
    Clause("4.3", "SHOULD", "kept for 24 hours after the end", "test_a_status_is_kept"),
    Clause("4.3", "MUST", "404 for one that is gone", "test_an_unknown_status_is_a_404"),
    Clause("4.3.1", "MUST", "complete or pending", "test_a_status_counts_every_object"),
    Clause("4.3.1", "MUST", "total_count is zero or more", "test_a_status_counts_every_object"),
    Clause("4.3.1", "MUST", "success_count is zero or more", "test_a_status_counts_every_object"),
    Clause("4.3.1", "MUST", "failure_count is zero or more", "test_a_status_counts_every_object"),
    Clause("4.3.1", "MUST", "pending_count is zero or more", "test_a_status_counts_every_object"),
    Clause("4.3.1", "MUST", "details: the id is the STIX id", "test_what_is_refused_is_named_with_its_version"),
    Clause("4.3.1", "MUST", "details: the version is modified", "test_what_is_refused_is_named_with_its_version"),
    Clause("4.3.1", "MUST", "or created", "test_what_has_no_modified_has_its_created_as_version"),
    Clause("4.3.1", "SHOULD", "or one the server keeps to", "test_what_has_no_date_has_one_version_everywhere"),
    # 5.1, 5.2 Collections
    Clause("5.1", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.1.1", "MUST", "none at all: the key is left out", "test_no_resource_has_an_empty_list"),
    Clause("5.2", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.2.1", "MUST", "an alias is unique in its API root", "test_a_collection_is_found_by_id_and_by_alias"),
    Clause("5.2.1", "MUST", "media_types are all it can store", "test_a_collection_says_what_it_stores"),
    # 5.3 Manifests
    Clause("5.3", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.3", "MUST", "403 or 404 without can_read", "test_a_token_that_only_writes_reads_nothing"),
    Clause("5.3.1", "MUST", "no records: the key is left out", "test_no_resource_has_an_empty_list"),
    Clause("5.3.1", "MUST", "the id is the STIX id", "test_a_manifest_is_of_the_objects_that_are_served"),
    Clause("5.3.1", "MUST", "of unversioned objects, created", "test_what_has_no_modified_has_its_created_as_version"),
    Clause("5.3.1", "SHOULD", "or one the server keeps to", "test_what_has_no_date_has_one_version_everywhere"),
    Clause("5.3.1", "MUST", "a media_type of the collection's", "test_a_manifest_is_of_the_objects_that_are_served"),
    # 5.4 Get objects
    Clause("5.4", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.4", "MUST", "403 or 404 without can_read", "test_a_token_that_only_writes_reads_nothing"),
    Clause("5.4", "MUST", "nothing found: an empty envelope", "test_nothing_found_is_an_empty_envelope"),
    # 5.5 Add objects
    Clause("5.5", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.5", "MUST", "403 or 404 without can_write", "test_nothing_is_added_without_can_write"),
    Clause("5.5", "MUST", "the same object again is no error", "test_the_same_object_again_is_a_success"),
    # 5.6 Get an object
    Clause("5.6", "MUST", "the id in the path is the STIX id", "test_an_object_is_found_by_its_id"),
    Clause("5.6", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.6", "MUST", "403 or 404 without can_read", "test_a_token_that_only_writes_reads_nothing"),
    Clause("5.6", "MUST", "nothing found: an empty envelope", "test_nothing_found_is_an_empty_envelope"),
    # 5.7 Delete
    Clause("5.7", "MUST", "the id in the path is the STIX id", "test_a_deleted_object_is_nowhere"),
    Clause("5.7", "MUST", "after the 200 the object is a 404", "test_a_deleted_object_is_nowhere"),
    Clause("5.7", "MUST NOT", "it is in the contents or the manifest", "test_a_deleted_object_is_nowhere"),
    Clause("5.7", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.7", "MUST", "neither read nor write: 404", "test_a_token_that_only_writes_deletes_nothing"),
    Clause("5.7", "MUST", "read without write: 403", "test_nothing_is_deleted_without_can_write"),
    Clause("5.7", "MUST", "write without read: 403", "test_a_token_that_only_writes_deletes_nothing"),
    # 5.8 Versions
    Clause("5.8", "MUST", "of unversioned objects, created", "test_what_has_no_modified_has_its_created_as_version"),
    Clause("5.8", "MUST", "401 or 404 without authentication", "test_without_a_token_everything_is_a_401"),
    Clause("5.8", "MUST", "403 or 404 without can_read", "test_a_token_that_only_writes_reads_nothing"),
    Clause("5.8.1", "MUST", "no versions: the key is left out", "test_nothing_found_is_an_empty_envelope"),
    # 7. Customizing
    Clause("7.1.1", "MUST", "custom names: a-z, 0-9 and _", "test_custom_properties_are_named_as_the_standard_has_it"),
    Clause("7.1.1", "SHOULD", "with x_ and a source before", "test_custom_properties_are_named_as_the_standard_has_it"),
    Clause("7.1.1", "MUST", "3 characters at least", "test_custom_properties_are_named_as_the_standard_has_it"),
    Clause("7.1.1", "MUST", "250 at most", "test_custom_properties_are_named_as_the_standard_has_it"),
    Clause("7.1.1", "MUST", "x_ for what is to stay", "test_custom_properties_are_named_as_the_standard_has_it"),
    Clause("7.1.1", "SHOULD", "only where there is none", "test_custom_properties_are_named_as_the_standard_has_it"),
    # 8. Conformance
    Clause("8.1.1", "MUST", "all of a collections server", "test_every_clause_names_a_test"),
    Clause("8.1.2", "MUST", "all of 3, 4 and 5", "test_every_clause_names_a_test"),
    Clause("8.1.2", "MUST", "all required properties", "test_resources_have_the_types_of_the_standard"),
    Clause("8.1.2", "MUST", "all of 8.2", "test_every_clause_names_a_test"),
    Clause("8.1.2", "MUST", "all of an optional feature, if it has it", reason="It has none: 8.3 is not there."),
    Clause("8.2.1", "MUST", "discovery is /taxii2/ at the root", "test_each_endpoint_answers_with_its_resource"),
    Clause("8.2.1", "MUST", "one API root at least", "test_discovery_names_the_api_root"),
    Clause("8.2.1", "MUST", "what it sends is valid TAXII", "test_resources_have_the_types_of_the_standard"),
    Clause("8.2.1", "MUST", "properties are of their types", "test_resources_have_the_types_of_the_standard"),
    Clause("8.2.1", "SHOULD NOT", "a missing User-Agent is refused", "test_nobody_has_to_say_who_made_the_client"),
    Clause("8.2.2", "MUST", "HTTPS", reason=PROXY),
    Clause("8.2.2", "MUST", "TLS 1.2", reason=PROXY),
    Clause("8.2.2", "SHOULD", "TLS 1.3", reason=PROXY),
    Clause("8.2.2", "MUST NOT", "0-RTT", reason=PROXY),
    Clause("8.2.2", "SHOULD NOT", "the ciphers that RFC 7540 lists", reason=PROXY),
    Clause("8.2.2", "SHOULD", "HTTP Basic", "test_a_token_is_taken_as_bearer_and_as_the_password_of_basic"),
    Clause("8.3.1", "MUST", "client certificates, if they count", reason="They do not count here: 8.3 is optional."),
    Clause("8.3.1", "SHOULD", "they are verified by PKIX", reason="They do not count here: 8.3 is optional."),
    # Appendix B. IANA considerations: security
    Clause("B", "MUST NOT", "a next is trusted as it comes", "test_a_cursor_that_was_not_given_is_a_400"),
    Clause("B", "MUST NOT", "a next is trusted as it comes", "test_a_cursor_with_one_bit_turned_is_a_400"),
    Clause("B", "MUST", "it is judged with its query and its asker", "test_a_cursor_is_good_for_its_own_question_only"),
)
