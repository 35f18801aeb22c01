import ArgumentParser
import Foundation
import Insight
import Kernel
import Reports

/// The forms a report is written in.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, csv, html

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

    init(_ format: ReportFormat, catalogue: TextCatalogue, world: World, place: ReportPage.Place = .alone) {
        self.format = format
        self.catalogue = catalogue
        self.world = world
        self.place = place
        assets = format == .html ? PageAssets.load() : nil
    }

    func bytes(_ report: GroupReport) throws -> Data {
        switch format {
        case .text: return Console.data(report.text(catalogue))
        case .json: return try report.jsonData()
        case .csv: return Data(ReportCSV.bytes(report))
        case .html:
            let page = ReportPage(
                report, countedAt: world.now(), catalogue: catalogue, assets: assets ?? .load(), place: place)
            return Data(page.html())
        }
    }

    func bytes(_ index: ReportIndex) -> Data {
        switch format {
        case .text: Data(index.text())
        case .json: Data(index.json())
        case .csv: Data(index.csv())
        case .html: Data(index.html(assets: assets ?? .load()))
        }
    }
}
