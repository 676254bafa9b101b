/// The simulated printer's own part: what it says it is, and the script that plays its mechanism.
enum PrinterMechanism {
    /// The job name by which the rig, and not a job, speaks to the script.
    static let stateRequestName = "rig-set-reasons"

    /// A monochrome two-sided A4 printer. Its default is to scale pages to the printable area, as printers
    /// do: a kiosk has to say `none`.
    static let attributes: String = {
        let a4 = """
            {
              MEMBER collection media-size { MEMBER integer x-dimension 21000 MEMBER integer y-dimension 29700 }
              MEMBER keyword media-size-name "iso_a4_210x297mm"
              MEMBER integer media-bottom-margin 423 MEMBER integer media-left-margin 423
              MEMBER integer media-right-margin 423 MEMBER integer media-top-margin 423
              MEMBER keyword media-source "main" MEMBER keyword media-type "stationery"
            }
            """
        return """
            ATTR boolean color-supported false
            ATTR integer copies-default 1
            ATTR rangeOfInteger copies-supported 1-99
            ATTR mimeMediaType document-format-supported "application/octet-stream","application/pdf"
            ATTR enum finishings-default 3
            ATTR enum finishings-ready 3
            ATTR enum finishings-supported 3
            ATTR integer media-bottom-margin-supported 423
            ATTR collection media-col-database \(a4)
            ATTR collection media-col-default \(a4)
            ATTR collection media-col-ready \(a4)
            ATTR keyword media-default "iso_a4_210x297mm"
            ATTR integer media-left-margin-supported 423
            ATTR keyword media-ready "iso_a4_210x297mm"
            ATTR integer media-right-margin-supported 423
            ATTR collection media-size-supported { MEMBER integer x-dimension 21000 MEMBER integer y-dimension 29700 }
            ATTR keyword media-source-supported "main"
            ATTR keyword media-supported "iso_a4_210x297mm"
            ATTR integer media-top-margin-supported 423
            ATTR keyword media-type-supported "stationery"
            ATTR keyword output-bin-default "face-down"
            ATTR keyword output-bin-supported "face-down"
            ATTR boolean page-ranges-supported true
            ATTR integer pages-per-minute 30
            ATTR keyword print-color-mode-default "monochrome"
            ATTR keyword print-color-mode-supported "monochrome"
            ATTR enum print-quality-default 4
            ATTR enum print-quality-supported 4
            ATTR keyword print-scaling-default "auto"
            ATTR keyword print-scaling-supported "auto","fit","fill","none"
            ATTR text printer-device-id "MFG:Madoguchi;MDL:Simulated;CMD:PDF;"
            ATTR octetString printer-input-tray "type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;\
            maxcapacity=250;level=250;status=0;name=main"
            ATTR text printer-make-and-model "Madoguchi Simulated"
            ATTR resolution printer-resolution-default 600dpi
            ATTR resolution printer-resolution-supported 600dpi
            ATTR octetString printer-supply "index=1;class=supplyThatIsConsumed;type=toner;unit=percent;\
            maxcapacity=100;level=75;colorantname=black;"
            ATTR text printer-supply-description "Black Toner"
            ATTR keyword sides-default "one-sided"
            ATTR keyword sides-supported "one-sided","two-sided-long-edge","two-sided-short-edge"

            """
    }()

    private static let operationAttributes = """
        GROUP operation-attributes-tag
        ATTR charset attributes-charset utf-8
        ATTR naturalLanguage attributes-natural-language en
        ATTR uri printer-uri $uri
        """

    /// Passes while the printer is asked to end job `id`. ippeveprinter does not tell its command.
    static let cancelQuestion = """
        {
          NAME "canceled?"
          OPERATION Get-Job-Attributes
          \(operationAttributes)
          ATTR integer job-id $id
          ATTR keyword requested-attributes job-state-reasons
          STATUS successful-ok
          EXPECT job-state-reasons WITH-VALUE "processing-to-stop-point"
        }

        """

    /// Lets an idle printer run the script, which sets its `printer-state-reasons` and prints nothing.
    static let stateRequest = """
        {
          NAME "set reasons"
          OPERATION Print-Job
          \(operationAttributes)
          ATTR name requesting-user-name rig
          ATTR name job-name "\(stateRequestName)"
          ATTR mimeMediaType document-format application/pdf
          FILE $filename
          STATUS successful-ok
        }
        {
          NAME "wait until set"
          DELAY 0.02
          OPERATION Get-Job-Attributes
          \(operationAttributes)
          ATTR integer job-id $job-id
          ATTR keyword requested-attributes job-state
          STATUS successful-ok
          EXPECT job-state WITH-VALUE 9 REPEAT-NO-MATCH REPEAT-LIMIT 200
        }

        """

    /// The script that ippeveprinter runs for each job, with the document as its argument and the job's
    /// attributes in its environment. What it writes to standard error steers the printer.
    ///
    /// The rig speaks to it by files in the control folder:
    /// `stop-N` (a keyword: stop before side N+1 until the file goes), `abort-N` (give up there),
    /// `pace` (seconds per side), `reasons` (for a state request).
    static func command(layout: RigLayout) -> String {
        """
        #!/bin/sh
        set -u
        control=\(layout.control)
        document=$1

        case "$IPP_JOB_NAME" in
        *\(stateRequestName)) printf 'STATE: %s\\n' "$(cat "$control/reasons")" >&2; exit 0 ;;
        esac

        canceled() {
            # Also when the printer was switched off: nobody reads what we write any more.
            kill -0 "$PPID" 2>/dev/null || exit 1
            ipptool -q -d "id=$IPP_JOB_ID" "$IPP_JOB_PRINTER_URI" \(layout.cancelQuestion) >/dev/null 2>&1
        }

        env | grep '^IPP_' >"\(layout.tickets)/$IPP_JOB_NAME.new"
        mv "\(layout.tickets)/$IPP_JOB_NAME.new" "\(layout.tickets)/$IPP_JOB_NAME"
        pages=$(qpdf --show-npages "$document") || exit 1
        sides=$((${IPP_COPIES:-1} * pages))
        side=0
        printf 'ATTR: job-impressions-completed=0\\n' >&2
        while :; do
            if [ -f "$control/stop-$side" ]; then
                reason=$(cat "$control/stop-$side")
                printf 'STATE: +%s\\n' "$reason" >&2
                while [ -f "$control/stop-$side" ]; do
                    canceled && exit 0
                    sleep 0.02
                done
                printf 'STATE: -%s\\n' "$reason" >&2
            fi
            [ -f "$control/abort-$side" ] && exit 1
            [ "$side" -lt "$sides" ] || break
            if [ -f "$control/pace" ]; then
                canceled && exit 0
                sleep "$(cat "$control/pace")"
            fi
            side=$((side + 1))
            printf 'ATTR: job-impressions-completed=%d\\n' "$side" >&2
        done
        cp "$document" "\(layout.printed)/$IPP_JOB_NAME.new"
        mv "\(layout.printed)/$IPP_JOB_NAME.new" "\(layout.printed)/$IPP_JOB_NAME.pdf"

        """
    }
}
