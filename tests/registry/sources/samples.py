"""Small lists in the formats that are read, written for these tests: nobody in them exists."""

from __future__ import annotations

import json
from typing import Any


def un(*records: str, made: str = "2021-11-30T20:31:19.923-05:00") -> bytes:
    individuals = "".join(r for r in records if r.startswith("<INDIVIDUAL>"))
    entities = "".join(r for r in records if r.startswith("<ENTITY>"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{made}">'
        f"<INDIVIDUALS>{individuals}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def entity(reference: str = "TSe.001", name: str = "THE FIRST WORKS", inside: str = "") -> str:
    return (
        f"<ENTITY><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME><REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
        f"<LISTED_ON>2001-10-17</LISTED_ON>{inside}</ENTITY>"
    )


UN_PERSON = """<INDIVIDUAL><DATAID>2</DATAID><FIRST_NAME> VELIDOR </FIRST_NAME><SECOND_NAME>AMAR</SECOND_NAME>
<THIRD_NAME/><FOURTH_NAME>ZARNAK</FOURTH_NAME><UN_LIST_TYPE>Tests</UN_LIST_TYPE>
<REFERENCE_NUMBER>QDi.999</REFERENCE_NUMBER><LISTED_ON>2005-05-02-04:00</LISTED_ON><GENDER>Male</GENDER>
<NAME_ORIGINAL_SCRIPT>فيليدور زرنك</NAME_ORIGINAL_SCRIPT><COMMENTS1>A remark
over two lines.</COMMENTS1><TITLE><VALUE>Dr.</VALUE></TITLE>
<DESIGNATION><VALUE>Head of the First Works</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE>Ruritania</VALUE></NATIONALITY>
<LAST_DAY_UPDATED><VALUE>2010-01-02</VALUE><VALUE>2009-01-02</VALUE></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Velidur Sarnak; Velidor Zarnaq</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Test (original script: Абу Тест)</ALIAS_NAME>
<NOTE>formerly listed as</NOTE><DATE_OF_BIRTH>1979</DATE_OF_BIRTH><CITY_OF_BIRTH>Oldtown</CITY_OF_BIRTH>
</INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Newtown</CITY><COUNTRY>Pakistan</COUNTRY><NOTE>as at 2010</NOTE></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1980</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1976</FROM_YEAR><TO_YEAR>1978</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Oldtown</CITY><COUNTRY>Iraq</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>T-17</NUMBER>
<ISSUING_COUNTRY>Iraq</ISSUING_COUNTRY><DATE_OF_ISSUE>2000-01-01</DATE_OF_ISSUE></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT/></INDIVIDUAL>"""

SDN = (
    b'101,"ZARNAK, Velidor, Jr.","individual","TEST] [SDT","Director, First Works",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b'"DOB 10 Dec 1948; alt. DOB circa 1950; alt. DOB 1951 to 1952; POB Oldtown, Iraq; nationality Iran; '
    b"Passport T1084010 (Egypt); alt. Passport 19820215; a.k.a. 'ABU TEST'; Gender Male; Linked To: FIRST WORKS.\"\r\n"
    b'102,"FIRST WORKS",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'103,"TEST STAR","vessel","TEST",-0- ,"CL2192","Tug",-0- ,"212","Cuba","Test Navigation",'
    b'"Vessel Registration Identification IMO 1234567; MMSI 123456789."\r\n'
    b'104,"EP-TST","aircraft","TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
)
ALT = b'101,1,"aka","SARNAK, Velidur",-0- \r\n102,2,"fka","THE FIRST WORKSHOP",-0- \r\n102,3,"aka","FW","short"\r\n\x1a'
ADD = b'102,1,"1 Test Street","Havana","Cuba",-0- \r\n'

OFAC_VALUES = """<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
<CountryValues><Country ID="1" ISO2="IQ">Iraq</Country><Country ID="2" ISO2="CU">Cuba</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="9">Place of Birth</FeatureType>
<FeatureType ID="10">Nationality Country</FeatureType><FeatureType ID="25">Location</FeatureType>
<FeatureType ID="26">Title</FeatureType><FeatureType ID="77">Hair Color</FeatureType>
<FeatureType ID="344">Digital Currency Address - XBT</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType>
<IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>
<LegalBasisValues><LegalBasis ID="1">Executive Order 1</LegalBasis></LegalBasisValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
<NamePartType ID="1525">Entity Name</NamePartType><NamePartType ID="1526">Vessel Name</NamePartType>
</NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="1" PartyTypeID="3">Vessel</PartySubType>
<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
</PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues>
<SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType>
</SanctionsTypeValues></ReferenceValueSets>"""


def _named(parts: str, alias: str = "1403", primary: str = "true", low: str = "false") -> str:
    return (
        f'<Alias AliasTypeID="{alias}" Primary="{primary}" LowQuality="{low}"><DocumentedName>{parts}'
        "</DocumentedName></Alias>"
    )


def _part(group: int, text: str) -> str:
    value = f'<NamePartValue NamePartGroupID="{group}">{text}</NamePartValue>'
    return f"<DocumentedNamePart>{value}</DocumentedNamePart>"


def _period(first: str, last: str) -> str:
    def day(text: str) -> str:
        return "".join(f"<{n}>{v}</{n}>" for n, v in zip(("Year", "Month", "Day"), text.split("-"), strict=True))

    return (
        f'<DatePeriod CalendarTypeID="1"><Start Approximate="false"><From>{day(first)}</From><To>{day(first)}</To>'
        f"</Start><End><From>{day(last)}</From><To>{day(last)}</To></End></DatePeriod>"
    )


OFAC_ADVANCED = f"""<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="http://www.un.org/sanctions/1.0" Version="3">
<DateOfIssue CalendarTypeID="1"><Year>2021</Year><Month>11</Month><Day>5</Day></DateOfIssue>
{OFAC_VALUES}
<Locations><Location ID="25"><LocationCountry CountryID="1"/></Location>
<Location ID="26"><LocationPart LocPartTypeID="1"><LocationPartValue Primary="true"><Value>Havana</Value>
</LocationPartValue></LocationPart><LocationCountry CountryID="2"/></Location></Locations>
<IDRegDocuments><IDRegDocument ID="2" IDRegDocTypeID="1571" IdentityID="11" IssuedBy-CountryID="1">
<IDRegistrationNo>T1084010</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="3" IDRegDocTypeID="1626" IdentityID="13"><IDRegistrationNo>IMO 1234567</IDRegistrationNo>
</IDRegDocument></IDRegDocuments>
<DistinctParties>
<DistinctParty FixedRef="101"><Comment/><Profile ID="101" PartySubTypeID="4"><Identity ID="11" Primary="true">
{_named(_part(1, "ZARNAK") + _part(2, "Velidor"))}
{_named(_part(1, "SARNAK") + _part(2, "Velidur"), "1400", "false")}
{_named(_part(2, "ABU TEST"), "1400", "false", "true")}
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="8"><FeatureVersion>{_period("1948-1-1", "1948-12-31")}</FeatureVersion></Feature>
<Feature FeatureTypeID="9"><FeatureVersion><VersionLocation LocationID="25"/></FeatureVersion></Feature>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="25"/></FeatureVersion></Feature>
<Feature FeatureTypeID="26"><FeatureVersion><VersionDetail>Director</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="77"><FeatureVersion><VersionDetail>Brown</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="344"><FeatureVersion><VersionDetail>12aNKp</VersionDetail></FeatureVersion></Feature>
</Profile></DistinctParty>
<DistinctParty FixedRef="102"><Profile ID="102" PartySubTypeID="3"><Identity ID="12" Primary="true">
{_named(_part(3, "FIRST WORKS"))}
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="3" NamePartTypeID="1525"/></MasterNamePartGroup>
</NamePartGroups></Identity>
<Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="26"/></FeatureVersion></Feature>
</Profile></DistinctParty>
<DistinctParty FixedRef="103"><Profile ID="103" PartySubTypeID="1"><Identity ID="13" Primary="true">
{_named(_part(4, "TEST STAR"))}
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="4" NamePartTypeID="1526"/></MasterNamePartGroup>
</NamePartGroups></Identity></Profile></DistinctParty>
</DistinctParties>
<SanctionsEntries><SanctionsEntry ID="1" ProfileID="101"><EntryEvent LegalBasisID="1"><Date CalendarTypeID="1">
<Year>2001</Year><Month>12</Month><Day>4</Day></Date></EntryEvent>
<SanctionsMeasure SanctionsTypeID="1"><Comment>TEST</Comment></SanctionsMeasure>
<SanctionsMeasure SanctionsTypeID="2"><Comment/></SanctionsMeasure></SanctionsEntry></SanctionsEntries>
</Sanctions>""".encode()

EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2021-11-05T16:47:04.449+01:00" globalFileId="1">
<sanctionEntity designationDate="2002-11-21" unitedNationId="QDi.999" euReferenceNumber="EU.1.1" logicalId="13">
<remark>A remark.</remark>
<regulation publicationDate="2020-01-17" numberTitle="2020/1 (OJ L1)" programme="TAQA">
<publicationUrl>https://eur-lex.europa.eu/test</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
<nameAlias wholeName="Abu Test" strong="false" nameLanguage=""/>
<nameAlias wholeName="Velidor Zarnak" strong="true" nameLanguage="EN" gender="M" title="Dr." function="Director"/>
<nameAlias firstName="Велидор" lastName="Зарнак" wholeName="" strong="true" nameLanguage="BG"/>
<citizenship countryIso2Code="IQ" countryDescription="IRAQ"/>
<birthdate circa="true" year="1980" monthOfYear="" dayOfMonth="" city="Oldtown" countryDescription="IRAQ"/>
<birthdate circa="false" birthdate="1981-02-30" year="1981" monthOfYear="2" dayOfMonth="30"/>
<identification identificationTypeCode="passport" number="T-17" countryIso2Code="IQ" knownExpired="true"
 knownFalse="false"><remark>Seen once.</remark></identification>
</sanctionEntity>
<sanctionEntity euReferenceNumber="EU.2.2" logicalId="14"><subjectType code="enterprise"/>
<nameAlias wholeName="First Works" strong="true"/>
<address street="1 Test Street" city="Havana" countryIso2Code="CU" countryDescription="CUBA"/>
<address countryIso2Code="00" countryDescription="UNKNOWN"/>
<identification identificationTypeCode="other" identificationTypeDescription="Other number" number="X-1"
 countryIso2Code="00"/></sanctionEntity></export>""".encode()


def lines(*things: dict[str, Any]) -> bytes:
    return "".join(json.dumps(thing, ensure_ascii=False) + "\n" for thing in things).encode()


SANCTION = {
    "program": ["TEST"],
    "reason": ["It claimed an attack."],
    "listingDate": ["2005-05-02", "2006-05-02"],
    "authority": ["The Test Council"],
    "sourceUrl": ["https://example.org/t1"],
}
PERSON = {
    "name": ["Velidor Zarnak", "Велидор Зарнак"],
    "alias": ["Velidur Sarnak"],
    "weakAlias": ["Abu Test"],
    "birthDate": ["1980-04"],
    "nationality": ["iq"],
    "passportNumber": ["T-17"],
    "position": ["Director"],
    "topics": ["sanction"],
    "notes": ["A note."],
}
FTM_NESTED = lines(
    {
        "id": "T-1",
        "schema": "Person",
        "caption": "Velidor Zarnak",
        "target": True,
        "last_seen": "2021-11-05T10:00:00",
        "properties": {
            **PERSON,
            "sanctions": [{"id": "S-1", "schema": "Sanction", "properties": SANCTION}],
            "addressEntity": [
                {"id": "A-1", "schema": "Address", "properties": {"full": ["1 Test Street"], "country": ["cu"]}}
            ],
        },
    },
    {"id": "T-2", "schema": "Company", "target": True, "properties": {"name": ["First Works"]}},
    {"id": "T-3", "schema": "Vessel", "target": True, "properties": {"name": ["Test Star"], "imoNumber": ["1234567"]}},
)
FTM_LINES = lines(
    {"id": "S-1", "schema": "Sanction", "properties": {**SANCTION, "entity": ["T-1"]}},
    {"id": "A-1", "schema": "Address", "properties": {"full": ["1 Test Street"], "country": ["cu"]}},
    {
        "id": "T-1",
        "schema": "Person",
        "caption": "Velidor Zarnak",
        "last_seen": "2021-11-05T10:00:00",
        "properties": {**PERSON, "addressEntity": ["A-1"]},
    },
    {"id": "T-2", "schema": "Company", "properties": {"name": ["First Works"], "topics": ["sanction"]}},
    {
        "id": "T-3",
        "schema": "Vessel",
        "properties": {"name": ["Test Star"], "imoNumber": ["1234567"], "topics": ["sanction"]},
    },
    {"id": "F-1", "schema": "Family", "properties": {"person": ["T-1"], "relative": ["T-9"]}},
    {"id": "T-9", "schema": "Person", "properties": {"name": ["A relative"]}},
)
