import FoundationEssentials
import Issuance
import LockedMemory
import OpenSSL
import SimulatedAuthority
import Testing

@testable import MunicipalCloud
@testable import SimulatedCloud

@Suite("The cloud keeps to openapi.yaml, and to nothing else")
struct ContractTests {
    /// An id that nobody has.
    private static let nobody = "00000000000000000000000000000000"

    private func ask(
        _ scene: Scene, _ method: String, _ path: String, _ body: String = "{}", type: String = "application/json",
        expecting mediaType: String = "application/json"
    ) async throws -> (status: Int, mediaType: String?, body: [UInt8]) {
        let credential = try scene.cloud.world.kioskCredential(id: Scene.kiosk)
        let identity = try CloudIdentity(
            anchors: [try scene.cloud.world.platformAuthority().certificate], chain: [credential.certificate],
            key: credential.privateKey)
        let content = WipedBuffer(limit: 1 << 20)
        try content.append(body)
        let answer = try await TransferLoop().perform(
            TransferRequest(
                method: method == "GET" ? .get : .post(contentType: type, content), url: scene.cloud.url + path,
                security: .mutualTLS(identity), mediaType: mediaType, bodyLimit: 1 << 20,
                connectLimit: .seconds(120), totalLimit: .seconds(120)))
        return (answer.status, answer.mediaType, answer.body.withBytes { Array($0) })
    }

    private func problem(_ body: [UInt8]) throws -> String {
        let object = try #require(try Contract.value(body) as? [String: Any])
        return try #require((object["type"] as? String)?.replacing("urn:madoguchi:problem:", with: ""))
    }

    @Test("the routes are the contract's paths and methods, no fewer and no more")
    func routes() throws {
        let routes = CloudRoute.all.map { "\($0.method) /" + $0.segments.joined(separator: "/") }
        let contract = try Contract().operations.map {
            "\($0.method) " + $0.path.replacing("{sessionId}", with: "{}").replacing("{issuanceId}", with: "{}")
        }
        #expect(Set(routes) == Set(contract))
        #expect(routes.count == contract.count)
    }

    @Test("every path is served by its own method, refuses the other, and what is no path is not found")
    func everyPath() async throws {
        let contract = try Contract()
        try await Scene.play { scene in
            for operation in contract.operations {
                let path = operation.path.replacing(#/\{[a-zA-Z]+\}/#, with: Self.nobody)
                let answer = try await ask(scene, operation.method, path)
                let type = answer.status < 300 ? nil : try problem(answer.body)
                #expect(!["not-found", "method-not-allowed"].contains(type), "\(operation.method) \(path)")
                let other = try await ask(scene, operation.method == "GET" ? "POST" : "GET", path)
                #expect(other.status == 405, "\(path)")
                #expect(try problem(other.body) == "method-not-allowed", "\(path)")
                for wrong in [path + "/", "/" + path, path + "x", "/v1" + path, path.replacing("/v1/", with: "/v2/")] {
                    let answer = try await ask(scene, operation.method, wrong)
                    #expect(answer.status == 404, "\(wrong)")
                    #expect(try problem(answer.body) == "not-found", "\(wrong)")
                }
            }
        }
    }

    @Test("each answer of a whole course, and each problem on the way, is as its schema says")
    func answersFitSchemas() async throws {
        let contract = try Contract()
        try await Scene.play { scene in
            var asked: Set<String> = []
            func check(_ method: String, _ template: String, id: String = "", body: String = "{}", status: Int)
                async throws
                -> [String: Any]
            {
                let operation = try #require(contract.operations.first { $0.path == template && $0.method == method })
                let path = template.replacing(#/\{[a-zA-Z]+\}/#, with: id)
                let answer = try await ask(scene, method, path, body)
                #expect(answer.status == status, "\(path) \(String(decoding: answer.body, as: UTF8.self))")
                asked.insert(method + template)
                guard status != 204 else {
                    #expect(answer.body.isEmpty)
                    return [:]
                }
                let mediaType = try #require(answer.mediaType)
                let schema = try #require(contract.schema(of: operation, status: status, mediaType: mediaType))
                let value = try Contract.value(answer.body)
                #expect(contract.faults(value, schema) == [], "\(path)")
                return try #require(value as? [String: Any])
            }
            let opening = #"{"requestId":"\#(RequestID.fresh)"}"#
            let session = try await check("POST", "/v1/sessions", body: opening, status: 201)
            let id = try #require(session["sessionId"] as? String)
            let challenge = try #require((session["challenge"] as? String).flatMap { Base64.decode(Array($0.utf8)) })
            let proven = try #require(CloudSession(id: id, challenge: challenge, expiresAt: 0))
            let card = try scene.card(of: "shibuya-household")
            let signature = try card.privateKey.signDigestInfo(proven.digestInfo(kioskID: Scene.kiosk))
            let proof = try Wire.proof(certificate: card.certificate.der, signature: signature)
                .withBytes { String(decoding: $0, as: UTF8.self) }
            #expect(
                contract.faults(try Contract.value(Array(proof.utf8)), try #require(contract.schema("Proof"))) == [])
            _ = try await check("POST", "/v1/sessions/{sessionId}/proof", id: id, body: proof, status: 200)
            let request = RequestID.fresh
            let order =
                #"{"requestId":"\#(request)","kind":"residence-record","copies":1,"fee":300,"#
                + #""options":["domicile:shown","member:00","relationship:omitted"]}"#
            #expect(
                contract.faults(try Contract.value(Array(order.utf8)), try #require(contract.schema("Order"))) == [])
            _ = try await check("POST", "/v1/sessions/{sessionId}/issuances", id: id, body: order, status: 201)
            let document = try await ask(
                scene, "GET", "/v1/issuances/\(request)/document", expecting: "application/pdf")
            #expect(document.status == 200)
            #expect(document.mediaType == "application/pdf")
            asked.insert("GET/v1/issuances/{issuanceId}/document")
            let outcome = #"{"outcome":"delivered","sheets":1,"reportedAt":"2026-04-01T12:00:00+09:00"}"#
            let path = "/v1/issuances/{issuanceId}/outcome"
            _ = try await check("POST", path, id: request.description, body: outcome, status: 204)
            _ = try await check("GET", "/v1/service", status: 200)
            #expect(asked.count == contract.operations.count)

            _ = try await check("POST", "/v1/sessions", body: "nonsense", status: 400)
            _ = try await check("POST", path, id: Self.nobody, body: outcome, status: 404)
            let other = #"{"outcome":"refused","sheets":0}"#
            _ = try await check("POST", path, id: request.description, body: other, status: 409)
            _ = try await check(
                "GET", "/v1/issuances/{issuanceId}/document", id: request.description, status: 410)
            // Its outcome is told: nobody waits for it any more.
            _ = try await check("POST", "/v1/sessions/{sessionId}/issuances", id: id, body: order, status: 409)
            scene.ahead.advance(by: 3_601)
            let late = order.replacing("\(request)", with: "\(RequestID.fresh)")
            _ = try await check("POST", "/v1/sessions/{sessionId}/issuances", id: id, body: late, status: 410)
        }
    }

    @Test("a request that leaves the contract in any way is refused as malformed, and nothing happens")
    func malformedRequests() async throws {
        let bodies = [
            "", "nonsense", "[]", "null", "{}", #"{"requestId":1}"#, #"{"requestId":"x"}"#, #"{"requestId":null}"#,
            #"{"requestId":"\#(Self.nobody)","more":1}"#,
            #"{"requestId":"\#(Self.nobody)","requestId":"\#(Self.nobody)"}"#,
            #"{"requestId":"\#(Self.nobody)"}x"#,
            #"{"requestId":"\#(Self.nobody.uppercased().replacing("0", with: "A"))"}"#,
            #"{"requestID":"\#(Self.nobody)"}"#, #"{"requestId":{"requestId":"\#(Self.nobody)"}}"#,
        ]
        try await Scene.play { scene in
            for body in bodies {
                let answer = try await ask(scene, "POST", "/v1/sessions", body)
                #expect(answer.status == 400, "\(body)")
                #expect(try problem(answer.body) == "malformed-request", "\(body)")
            }
            let outcomes = [
                #"{"outcome":"delivered","sheets":0}"#, #"{"outcome":"refused","sheets":1}"#,
                #"{"outcome":"lost","sheets":1}"#,
                #"{"outcome":"spoiled","sheets":1001}"#, #"{"outcome":"spoiled","sheets":-1}"#,
                #"{"outcome":"spoiled"}"#,
                #"{"outcome":"spoiled","sheets":1,"reportedAt":"yesterday"}"#,
                #"{"outcome":"spoiled","sheets":1,"reportedAt":null}"#, #"{"outcome":"spoiled","sheets":1.5}"#,
            ]
            for body in outcomes {
                let answer = try await ask(scene, "POST", "/v1/issuances/\(Self.nobody)/outcome", body)
                #expect(answer.status == 400, "\(body)")
            }
            let text = try await ask(scene, "POST", "/v1/sessions", "{}", type: "text/plain")
            #expect(text.status == 415)
            #expect(try problem(text.body) == "unsupported-media-type")
            let large = try await ask(scene, "POST", "/v1/sessions", String(repeating: " ", count: 65_537))
            #expect(large.status == 413)
            #expect(try problem(large.body) == "too-large")
            #expect(await scene.cloud.counts.sessions == 0)
        }
    }

    @Test("the contract's lists are the code's: kinds, refusals, problem types, bounds")
    func lists() throws {
        let contract = try Contract()
        let reasons = try #require(contract.schema("RefusalReason")?["enum"] as? [String])
        #expect(Set(reasons) == Set(Refusal.allCases.map(\.rawValue)))
        let kinds = try #require(contract.schema("Kind")?["enum"] as? [String])
        #expect(Set(kinds) == Set(CertificateKind.allCases.map(\.rawValue)))

        let problem = try #require(contract.schema("Problem")?["properties"] as? [String: [String: Any]])
        let table = try #require(problem["type"]?["description"] as? String)
        let listed = Set(table.matches(of: #/\| `([a-z-]+)` \|/#).map { String($0.1) })
        let made: [Problem] = [
            .malformedRequest, .kioskNotAccepted, .notFound, .unknownSession, .unknownIssuance,
            .methodNotAllowed(allow: "GET"), .requestIDReused, .proofAlreadyGiven, .sessionNotProven, .orderNotOffered,
            .outcomeConflict, .orderClosed,
            .documentClosed, .sessionExpired, .tooLarge, .unsupportedMediaType, .fault,
        ]
        #expect(listed == Set(made.map(\.type)))
        for type in listed { #expect(ProblemType("urn:madoguchi:problem:" + type) != nil, "\(type)") }

        func bound(_ schema: String, _ property: String, _ keyword: String) -> Int? {
            (contract.schema(schema)?["properties"] as? [String: [String: Any]])?[property]?[keyword] as? Int
        }
        #expect(bound("OfferedCertificate", "maximumCopies", "maximum") == OfferedCertificate.highestMaximumCopies)
        #expect(bound("Order", "fee", "maximum") == Yen.maximum)
        #expect(bound("Outcome", "sheets", "maximum") == Outcome.maximumSheets)
        #expect(bound("Entitlement", "members", "maxItems") == Offer.maximumMembers)
        #expect(bound("Issuance", "manifest", "maxLength") == (CloudLimits.manifestLength + 2) / 3 * 4)
        #expect(bound("Proof", "certificate", "maxLength") == (CloudLimits.cardCertificateLength + 2) / 3 * 4)
        #expect(bound("Proof", "signature", "maxLength") == (CloudLimits.signatureLength + 2) / 3 * 4)
    }

    @Test("the contract's examples are as its schemas say, but for the certificates and signatures they leave out")
    func examples() throws {
        let contract = try Contract()
        var count = 0
        func check(_ content: Any?, _ place: String) {
            for (_, media) in content as? [String: [String: Any]] ?? [:] {
                guard let example = media["example"], let schema = media["schema"] as? [String: Any] else { continue }
                count += 1
                let faults = contract.faults(example, schema).filter {
                    !["$.certificate", "$.signature", "$.manifest"].contains($0.prefix { $0 != ":" })
                }
                #expect(faults == [], "\(place)")
            }
        }
        for operation in contract.operations {
            check((operation.node["requestBody"] as? [String: Any])?["content"], operation.path)
            for (status, response) in operation.node["responses"] as? [String: [String: Any]] ?? [:] {
                check(contract.followed(response)["content"], operation.path + " " + status)
            }
        }
        #expect(count > 30)
    }

    @Test("the judge itself notices what is wrong")
    func judge() throws {
        let contract = try Contract()
        func faults(_ json: String, _ schema: String) throws -> [String] {
            contract.faults(try Contract.value(Array(json.utf8)), try #require(contract.schema(schema)))
        }
        #expect(try faults(#"{"outcome":"lost","sheets":-1,"more":1}"#, "Outcome").count == 3)
        #expect(try faults(#"{"requestId":"X"}"#, "SessionRequest") == ["$.requestId: pattern"])
        #expect(
            try faults(#"{"municipality":{"code":"13113","name":"x"},"certificates":[],"members":[{}]}"#, "Entitlement")
                .count == 3)
    }
}
