import ArgumentParser
import Bulletins
import Foundation
import Insight
import Kernel
import Reports

/// The forms a report is written in.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, csv, html, pdf

    /// What a file of this form ends in.
    var suffix: String { self == .text ? "txt" : rawValue }
}

/// Writes reports in one form and language.
struct ReportWriter: Sendable {
    let format: ReportFormat
    let catalogue: TextCatalogue
    let world: World
    let place: ReportPage.Place
    /// Nil where the form needs none.
    let assets: PageAssets?
    let printer = PagePrinter.ofThisMachine()
    /// How long all groups live; told in pages.
    var lives: GroupSurvival?

    init(_ format: ReportFormat, catalogue: TextCatalogue, world: World, place: ReportPage.Place = .alone) {
        self.format = format
        self.catalogue = catalogue
        self.world = world
        self.place = place
        assets = format == .html || format == .pdf ? PageAssets.load() : nil
    }

    func bytes(_ report: GroupReport) async throws -> Data {
        switch format {
        case .text: return Console.data(report.text(catalogue))
        case .json: return try report.jsonData()
        case .csv: return Data(ReportCSV.bytes(report))
        case .html: return Data(page(report, place))
        // The printer has but the page.
        case .pdf: return Data(try await printer.pdf(of: page(report, .alone)))
        }
    }

    private func page(_ report: GroupReport, _ place: ReportPage.Place) -> [UInt8] {
        var page = ReportPage(
            report, countedAt: world.now(), catalogue: catalogue, assets: assets ?? .load(), place: place)
        page.lives = lives
        return page.html()
    }

    func bytes(_ report: CommunityReport, zone: String) async throws -> Data {
        switch format {
        case .text: return Console.data(report.text(catalogue))
        case .json: return report.json.data
        case .csv: return Data(ReportCSV.bytes(report.json))
        case .html: return Data(page(report, zone))
        case .pdf: return Data(try await printer.pdf(of: page(report, zone)))
        }
    }

    private func page(_ report: CommunityReport, _ zone: String) -> [UInt8] {
        CommunityPage(
            report, countedAt: world.now(), zone: zone, catalogue: catalogue, assets: assets ?? .load()
        ).html()
    }

    func bytes(_ index: ReportIndex) -> Data {
        switch format {
        case .text: Data(index.text())
        case .json: Data(index.json())
        case .csv: Data(index.csv())
        case .html, .pdf: Data(index.html(assets: assets ?? .load()))
        }
    }
}
